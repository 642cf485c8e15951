"""The languages that are complete, and how one is put in force."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from ui import sentences

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "languages"
NAME = "kinora"  # of our translators among the application's
NAMES = {"en": "English", "zh_CN": "\u7b80\u4f53\u4e2d\u6587", "pt_BR": "Portugu\u00eas (Brasil)"}


def offered() -> tuple[str, ...]:
    """Codes of the languages that can be chosen: English, and those whose file is there."""
    return tuple(code for code in NAMES if code == "en" or (FOLDER / f"kinora_{code}.qm").is_file())


def resolve(choice: str) -> str:
    """The language of a choice; "system" takes the first one of the system that is offered, else English."""
    if choice in offered():
        return choice
    for wanted in QLocale.system().uiLanguages():
        for code in offered():
            if wanted.replace("-", "_").startswith(code) or code.split("_")[0] == wanted.split("-")[0]:
                return code
    return "en"


def put_in_force(app: QCoreApplication, choice: str) -> str:
    """Load the words and the way of writing numbers for widgets made from now on; gives back the language taken."""
    code = resolve(choice)
    for before in app.findChildren(QTranslator, NAME):
        app.removeTranslator(before)
        before.deleteLater()
    if code != "en":
        translator = QTranslator(app)
        translator.setObjectName(NAME)
        translator.load(str(FOLDER / f"kinora_{code}.qm"))
        app.installTranslator(translator)
    english = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    system = QLocale.system()
    QLocale.setDefault(QLocale(code) if code != "en" else english if choice == "en" else system)
    app.setProperty(sentences.KEY, sentences.read(code))
    return code
