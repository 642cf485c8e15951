"""The languages that are complete, and how one is put in force."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "languages"
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
    """Load the words and the way of writing numbers; before any widget is made.  Gives back the language taken."""
    code = resolve(choice)
    if code != "en":
        QLocale.setDefault(QLocale(code))
        translator = QTranslator(app)
        translator.load(str(FOLDER / f"kinora_{code}.qm"))
        app.installTranslator(translator)
    elif choice == "en":
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    return code
