"""Pictures that leave with what we write: made light for a telephone, and without what a camera writes in them."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageFile, ImageOps

ImageFile.LOAD_TRUNCATED_IMAGES = True  # as WeasyPrint asks of the whole process, loaded or not
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a telephone's best photograph; beyond, a small file made to fill the memory
SIDE = 558  # pixels: as wide as the words of our e-mails
FORMATS = ("JPEG", "PNG", "WEBP")
UNREADABLE = "Choisissez une image JPEG, PNG ou WebP."
TOO_HEAVY = "Cette image est trop lourde\u00a0: dix méga-octets au plus."


def lightened(upload: UploadedFile) -> SimpleUploadedFile:
    """The same picture, upright, at most `SIDE` pixels a side, as a JPEG that says neither where nor when nor by what
    it was taken. Cut short, it is shown as far as it goes. Refused: what is not one of `FORMATS`, or is larger than a
    camera makes."""
    if upload.size > LARGEST:
        raise ValidationError(TOO_HEAVY)
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(TOO_HEAVY)
            content = drawn(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:  # as Pillow says it
        raise ValidationError(UNREADABLE) from broken
    return SimpleUploadedFile(f"{PurePath(upload.name).stem[:100]}.jpg", content, "image/jpeg")


def drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE, SIDE))  # a large JPEG is read at the size that will do
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((SIDE, SIDE))
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright)
    content = BytesIO()
    page.save(content, "JPEG", quality=85, optimize=True, progressive=True)
    return content.getvalue()
