"""Pictures as a telephone makes them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825
ORIENTATION = 0x0112


def photograph(width=800, height=600, *, form="JPEG", mode="RGB", colour="orange", orientation=1) -> SimpleUploadedFile:
    """Taken somewhere, on a day, the telephone held in some way."""
    picture, noted = Image.new(mode, (width, height), colour), Image.Exif()
    if mode == "RGB":
        picture.paste("navy", (0, 0, width // 4, height // 4))  # so that it is seen which way it is
    noted[0x0132] = "2026:11:14 15:02:11"
    noted.get_ifd(GPS)[1] = "N"
    noted[ORIENTATION] = orientation
    content = BytesIO()
    picture.save(content, form, exif=noted)
    return SimpleUploadedFile("IMG_2041.jpg", content.getvalue(), f"image/{form.lower()}")


def read_back(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))
