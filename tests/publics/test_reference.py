import shutil

import pytest
from django.core.management import call_command

from publics.models import Demarche, Interest
from publics.reference import DATA, Changes, write_reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def rewrite(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_reference_data_counts_what_it_writes(capsys):
    call_command("reference_data")

    assert capsys.readouterr().out.splitlines() == [
        "Envies : 67 ajoutées, 0 mises à jour, 0 retirées de la liste.",
        "Démarches : 28 ajoutées, 0 mises à jour, 0 retirées de la liste.",
        "Sujets : 14 ajoutées, 0 mises à jour, 0 retirées de la liste.",
        "Points de blocage : 11 ajoutées, 0 mises à jour, 0 retirées de la liste.",
        "Facettes : 78 ajoutées, 0 mises à jour, 0 retirées de la liste.",
        "Personas : 0 ajoutées, 0 mises à jour, 0 retirées de la liste.",
    ]
    assert Interest.objects.filter(parent=None).count() == 14
    assert Demarche.objects.get(key="carte-grise").imposed_by == "France Titres"


def test_envies_keep_the_order_of_the_file_under_their_branch():
    write_reference_data()

    envies = Interest.objects.filter(parent__key="vendre").order_by("position")
    assert list(envies.values_list("name", flat=True)) == [
        "vendre ce que je fais",
        "me lancer",
        "faire de belles photos",
        "faire connaître l'association",
        "être trouvé par mes clients",
    ]
    assert envies[0].thematiques == ["reseaux_sociaux", "entrepreneuriat"]


def test_reference_data_written_again_changes_nothing():
    write_reference_data()
    before = list(Interest.objects.order_by("pk").values())

    assert set(map(str, write_reference_data().values())) == {str(Changes())}
    assert list(Interest.objects.order_by("pk").values()) == before


def test_a_label_corrected_in_the_file_is_corrected_in_place(folder):
    write_reference_data()
    kept = Interest.objects.get(key="me-lancer").pk
    rewrite(folder / "interests.toml", 'name = "me lancer"', 'name = "me lancer à mon compte"')

    assert write_reference_data(folder)["Envies"] == Changes(updated=1)
    assert Interest.objects.get(pk=kept).name == "me lancer à mon compte"


def test_what_the_file_no_longer_names_is_withdrawn_then_comes_back(folder):
    write_reference_data()
    rewrite(folder / "demarches.toml", 'key = "carte-grise"', 'key = "certificat-immatriculation"')

    assert write_reference_data(folder)["Démarches"] == Changes(created=1, withdrawn=1)
    assert not Demarche.objects.get(key="carte-grise").is_active
    assert write_reference_data()["Démarches"] == Changes(updated=1, withdrawn=1)
    assert Demarche.objects.get(key="carte-grise").is_active
