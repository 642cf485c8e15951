"""A model in detail: its files, whether they are right, when it was used, and what deleting it would stop."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app.card import Presence
from app.context import Context
from engine.api.errors import EngineError
from engine.api.events import Failed
from engine.store.check import GOOD, Checked, Report, Verdict
from engine.store.plan import FetchPlan, Have
from ui import theme
from ui.controls.base import words as said
from ui.models.fit import Fit
from ui.models.sheet import Sheet
from ui.models.words import amount, purpose_title, summary, terms, title
from ui.run.parts import Line, button, caption, label, restyle, rule
from ui.sentences import ended, spoken

SIZE = QSize(640, 560)


class DetailsDialog(Sheet):
    """One model; asks the models for everything and follows them."""

    use = Signal(str, str)  # model, form
    get = Signal(str)  # model: fetch another form of it

    def __init__(self, context: Context, id: str, fit: Fit | None, parent: QWidget | None) -> None:
        super().__init__("", parent, SIZE)
        self._context, self._models, self._id = context, context.models, id
        self._reports: dict[str, Checked] = {}
        self._sure = False  # the person has read what deleting stops
        card = self._models.card(id)
        self.title.setText(title(card.spec))
        self.setWindowTitle(title(card.spec))
        self._facts, self._files, self._forms = QGridLayout(), QGridLayout(), QGridLayout()
        self.told = label("", "told", wrap=True)
        self.told.hide()
        self._fit = fit
        self._make_buttons()
        self._lay_out()
        self._models.checked.connect(self._on_checked)
        self._models.changed.connect(self._on_changed)
        self._models.reset.connect(self._show)
        self._models.refused.connect(self._on_refused)
        context.known.changed.connect(self._on_catalog)
        self._show()
        self.first = self.verify

    def _make_buttons(self) -> None:
        self.verify, self.repair = button(self.tr("Check the files")), button(self.tr("Repair"))
        self.folder, self.remove = button(self.tr("Open the folder"), "quiet"), button(self.tr("Remove..."))
        caption(self.verify, self.tr("Check the files"), "file-check")
        caption(self.repair, self.tr("Repair"), "wrench")
        caption(self.remove, self.tr("Remove..."), "trash-2")
        self.verify.clicked.connect(self._on_verify)
        self.repair.clicked.connect(self._on_repair)
        self.folder.clicked.connect(self._on_folder)
        self.remove.clicked.connect(self._on_remove)

    def _lay_out(self) -> None:
        column = self.add_page(12)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnStretch(1, 1)
        self._files.setHorizontalSpacing(8)
        self._files.setVerticalSpacing(6)
        self._files.setColumnStretch(1, 1)
        self._forms.setVerticalSpacing(6)
        self._forms.setColumnStretch(0, 1)
        column.addWidget(label(summary(self._models.card(self._id).spec), "small", wrap=True))
        column.addLayout(self._facts)
        column.addLayout(self._forms)
        column.addWidget(rule())
        column.addLayout(self._files)
        column.addStretch(1)
        below, row = self.add_foot(), QHBoxLayout()
        below.addWidget(self.told)
        for part in (self.verify, self.repair, self.folder):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.remove)
        below.addLayout(row)

    # showing

    def _show(self) -> None:
        card = self._models.card(self._id)
        here = card.presence in (Presence.INSTALLED, Presence.PARTIAL)
        self._show_facts()
        self._show_forms()
        self._show_files(self._models.plan(self._id, card.variant.id) if card.variant is not None else None)
        self.verify.setVisible(here)
        self.remove.setVisible(here or card.spec.own)
        self.folder.setVisible(bool(card.folder))
        bad = any(one.verdict not in GOOD for one in self._reports.values())
        self.repair.setVisible(here and (bad or card.presence is Presence.PARTIAL))

    def _show_facts(self) -> None:
        card, spec = self._models.card(self._id), self._models.card(self._id).spec
        licence, told_terms = spec.licence, terms(spec.licence)
        used = ""
        if card.last_used:
            day = datetime.fromtimestamp(card.last_used)
            used = QLocale().toString(day.date(), QLocale.FormatType.ShortFormat)
        facts = (
            (self.tr("Makes"), ", ".join(purpose_title(purpose) for purpose in spec.purposes)),
            (self.tr("This computer"), f"{self._fit.sentence}; {self._fit.time}" if self._fit is not None else ""),
            (self.tr("Form"), said(card.variant.title) if card.variant is not None else ""),
            (self.tr("Size"), amount(card.total_bytes) if card.total_bytes else ""),
            (self.tr("Shared"), amount(card.shared_bytes) if card.shared_bytes else ""),
            (self.tr("Folder"), card.folder),
            (self.tr("Last used"), used),
            (self.tr("Licence"), f"{told_terms}. {said(licence.note)}" if licence.note else told_terms),
            (self.tr("Published at"), spec.hub),
        )
        _clear(self._facts)
        for at, (name, text) in enumerate((name, text) for name, text in facts if text):
            told = label(name, "label")
            told.setMinimumWidth(theme.size(110))
            value = label(text, figures=True, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(told, at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, at, 1)

    def _show_forms(self) -> None:
        """Where a model is here in several forms, a button for each; and the way to one more."""
        card = self._models.card(self._id)
        _clear(self._forms)
        self.forms: list[QPushButton] = []
        for at, form in enumerate(card.forms if len(card.forms) > 1 else ()):
            made = button(self.tr("Use"))
            made.setAccessibleName(self.tr("Use {name}").format(name=said(form.title)))
            made.setProperty("form", form.id)
            made.setEnabled(card.spec.ready)
            made.clicked.connect(self._on_use)
            self._forms.addWidget(label(said(form.title)), at, 0)
            self._forms.addWidget(made, at, 1)
            self.forms.append(made)
        self.more_forms = button(self.tr("Get another form..."), "link")
        self.more_forms.clicked.connect(self._on_more_forms)
        missing = card.presence is Presence.INSTALLED and len(card.forms) < len(card.spec.variants)
        self.more_forms.setVisible(missing and not card.spec.own and len(card.spec.variants) > 1)
        self._forms.addWidget(self.more_forms, len(self.forms), 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        for before, after in pairwise((self.close_button, *self.forms, self.more_forms, self.verify)):
            QWidget.setTabOrder(before, after)

    def _show_files(self, plan: FetchPlan | None) -> None:
        _clear(self._files)
        for at, one in enumerate(plan.files if plan is not None else ()):
            checked = self._reports.get(str(one.path))
            icon, role, text = self._state(one.state, checked)
            mark, name = QLabel(), Line(one.path.name, middle=True)
            theme.set_icon(mark, icon, 14, role)
            name.setToolTip(str(one.path))
            size = amount(one.file.size) if one.file.size else ""
            self._files.addWidget(mark, at, 0)
            self._files.addWidget(name, at, 1)
            self._files.addWidget(label(", ".join(filter(None, (size, text))), "small", figures=True), at, 2)

    def _state(self, state: Have, checked: Checked | None) -> tuple[str, str, str]:
        if checked is not None:
            texts = {
                Verdict.RIGHT: ("circle-check", "ok", self.tr("checked, right")),
                Verdict.SOUND: ("circle-check", "ok", self.tr("whole; no hash is published")),
                Verdict.WRONG: ("circle-alert", "danger", self.tr("wrong bytes")),
                Verdict.UNSOUND: ("circle-alert", "danger", self.tr("damaged")),
                Verdict.MISSING: ("download", "text3", self.tr("missing")),
            }
            return texts[checked.verdict]
        return {
            Have.HERE: ("circle-check", "text3", self.tr("here")),
            Have.SHARED: ("link", "text3", self.tr("shared with another program")),
            Have.PARTIAL: ("download", "accent", self.tr("begun")),
            Have.FETCH: ("download", "text3", self.tr("not here")),
        }[state]

    def _tell(self, text: str, role: str = "told") -> None:
        restyle(self.told, "role", role)
        self.told.setText(text)
        self.told.setVisible(bool(text))

    # hearing

    def _on_verify(self) -> None:
        self.verify.setEnabled(False)
        self._tell(self.tr("Reading every file. This goes on in the background."), "small")
        self._models.verify(self._id)

    def _on_checked(self, id: str, report: Report) -> None:
        if id != self._id:
            return
        self.verify.setEnabled(True)
        self._reports = {str(one.path): one for one in report.files}
        if report.good:
            self._tell(self.tr("Every file is right."), "small")
        else:
            self._tell(self.tr("{n} files are not right. Repair fetches only what is wrong.").format(n=len(report.bad)))
        self._show()

    def _on_use(self) -> None:
        self.accept()
        self.use.emit(self._id, str(self.sender().property("form")))

    def _on_more_forms(self) -> None:
        self.accept()
        self.get.emit(self._id)

    def _on_repair(self) -> None:
        self._models.repair(self._id)
        self.accept()

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._models.card(self._id).folder))))

    def _on_remove(self) -> None:
        """The first press says what stops working, the second deletes."""
        if not self._sure:
            self._sure = True
            uses = self._models.uses(self._id)
            card = self._models.card(self._id)
            size = amount(max(0, card.here_bytes - card.shared_bytes))
            text = self.tr("Frees up to {size}. What other models or programs need stays.").format(size=size)
            if card.spec.own:
                text = self.tr("Takes it out of the list. Its files stay where they are.")
            if uses:
                text += " " + self.tr("If you delete it, these stop working: {names}.").format(names=", ".join(uses))
            self._tell(text)
            caption(self.remove, self.tr("Remove now"), "trash-2", "danger")
            return
        self._models.remove(self._id)
        self.accept()

    def _on_changed(self, id: str) -> None:
        if id == self._id:
            self._show()

    def _on_catalog(self) -> None:
        if all(spec.id != self._id for spec in (*self._context.catalog.models, *self._context.catalog.loras)):
            self.reject()  # it is not in the list any more

    def _on_refused(self, id: str, error: EngineError) -> None:
        if id == self._id:
            self.verify.setEnabled(True)
            told = spoken(Failed.of("", error))
            self._tell(ended(told.title, told.why, told.done), "problem")


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        if item.widget() is not None:
            item.widget().deleteLater()
