"""Pictures that leave with what we write: made light for a telephone, and without what a camera writes in them."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageFile
from PIL.ExifTags import Base
from PIL.Image import Transpose

ImageFile.LOAD_TRUNCATED_IMAGES = True  # as WeasyPrint asks of the whole process, loaded or not

LARGEST = 10 * 1024 * 1024
SIDE = 558  # pixels: as wide as the words of our e-mails
# A telephone's best photograph; what is not a JPEG is read whole, and a few thousand bytes may fill the memory.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
UNREADABLE = "Choisissez une image JPEG, PNG ou WebP."
TOO_HEAVY = "Cette image est trop lourde\u00a0: dix méga-octets au plus."
TOO_LARGE = "Cette image a trop de pixels\u00a0: réduisez-la, ou choisissez-la en JPEG."
TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}  # by what Exif says of how the camera was held


def lightened(upload: UploadedFile) -> SimpleUploadedFile:
    """The same picture, upright, at most `SIDE` pixels a side, as a JPEG that says neither where nor when nor by what
    it was taken, under a name that says nothing either. Cut short, it is shown as far as it goes. Refused: what is not
    a JPEG, a PNG or a WebP, or is larger than a camera makes."""
    if upload.size > LARGEST:
        raise ValidationError(TOO_HEAVY)
    try:
        with Image.open(upload, formats=list(MOST_PIXELS)) as picture:
            # A telephone's JPEG that holds several pictures is of a format of its own.
            most = MOST_PIXELS.get(picture.format, MOST_PIXELS["JPEG"])
            if picture.width * picture.height > most:
                raise ValidationError(TOO_LARGE)
            content = drawn(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:  # as Pillow says it
        raise ValidationError(UNREADABLE) from broken
    return SimpleUploadedFile("image.jpg", content, "image/jpeg")


def drawn(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE, SIDE))  # a large JPEG is read at the size that will do
    turn = TURNS.get(picture.getexif().get(Base.Orientation))
    light = picture.convert("RGBA")
    light.thumbnail((SIDE, SIDE))
    upright = light if turn is None else light.transpose(turn)
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright)
    content = BytesIO()
    page.save(content, "JPEG", quality=85, optimize=True, progressive=True)
    return content.getvalue()
