"""Before a model is fetched: which files, in which form, where to, how long it takes, and what room stays."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.context import Context
from engine.api.model import ModelSpec, Variant
from engine.store.plan import FetchPlan, Have, PlannedFile
from ui import theme
from ui.controls.base import words as said
from ui.models.fit import Fit, as_variant, judge
from ui.models.sheet import Sheet
from ui.models.words import amount, lasting, of_amount, summary, terms, title
from ui.run.parts import Line, button, caption, label, restyle, rule

WIDTH, NAME_WIDTH, SIZE_WIDTH = 720, 250, 120  # px
HEIGHT, FILE, FORM, TICK = 400, 22, 38, 36  # px: all that every model has, one file, one form, the tick of a licence
LOOKS = {
    Have.HERE: ("circle-check", "ok"),
    Have.SHARED: ("link", "ok"),
    Have.PARTIAL: ("download", "accent"),
    Have.FETCH: ("download", "text3"),
}


class VariantRow(QWidget):
    """One form of a model: its name, its size, and whether it is here."""

    def __init__(self, variant: Variant, plan: FetchPlan, fit: Fit, *, recommended: bool) -> None:
        super().__init__()
        self.variant = variant
        self.radio = QRadioButton(said(variant.title))
        text = amount(plan.fetch_bytes) if plan.fetch_bytes else self.tr("here already")
        if plan.fetch_bytes and plan.here_bytes:
            text = self.tr("{part} to fetch").format(part=of_amount(plan.fetch_bytes, plan.total_bytes))
        size = label(text, "small", figures=True)
        hint = label(self.tr("recommended") if recommended else "", "note")
        mark, self.fit = QLabel(), Line(fit.sentence, "small", figures=True)
        theme.set_icon(mark, fit.icon, 14, fit.kind if fit.kind in ("ok", "warn", "danger") else "text3")
        size.setMinimumWidth(theme.size(SIZE_WIDTH))
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.radio.setAccessibleName(", ".join(filter(None, (said(variant.title), hint.text(), fit.sentence, text))))
        name = QWidget()
        name.setMinimumWidth(theme.size(NAME_WIDTH))
        left = QHBoxLayout(name)
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.radio)
        left.addWidget(hint, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(mark)
        row.addWidget(self.fit, 1)
        row.addWidget(size)


class DownloadDialog(Sheet):
    """Gathers what the person decides; `wanted` carries it out."""

    wanted = Signal(str, str, str)  # model, variant, models folder

    def __init__(self, context: Context, spec: ModelSpec, fit: Fit, rate: float, parent: QWidget | None) -> None:
        """`rate` in bytes a second as measured lately, 0 if nothing was measured."""
        super().__init__("", parent, _size(spec))
        self._context, self._spec, self._rate = context, spec, rate
        self._target = context.settings.downloads_folder
        self._variant = context.models.card(spec.id).variant or spec.variant()
        self.title.setText(self.tr("Get {name}").format(name=title(spec)))
        self.setWindowTitle(self.title.text())
        self._make_parts(fit)
        self._lay_out()
        self._folder_button.clicked.connect(self._on_folder)
        self.agree.toggled.connect(self._show)
        self.get.clicked.connect(self._on_get)
        self._cancel.clicked.connect(self.reject)
        self._show()
        self.first = self.get if spec.licence.commercial else self.agree

    @property
    def plan(self) -> FetchPlan:
        """What would be fetched as things are chosen now."""
        assert self._variant is not None
        return self._context.models.plan(self._spec.id, self._variant.id, self._target)

    def _make_parts(self, fit: Fit) -> None:
        self._sentence = label(summary(self._spec), "small", wrap=True)
        self._fit_mark, self._fit = QLabel(), label(fit.sentence, wrap=True)
        theme.set_icon(self._fit_mark, fit.icon, 14, fit.kind if fit.kind in ("ok", "warn", "danger") else "text3")
        self._fit_time = label(fit.time, "small")
        self._variants, self._group = self._variant_rows(), QButtonGroup(self)
        for at, row in enumerate(self._variants):
            self._group.addButton(row.radio, at)
            row.radio.setChecked(row.variant is self._variant or row.variant == self._variant)
        self._group.idClicked.connect(self._on_variant)
        self._folder = Line(self._target, middle=True)
        self._folder_button = button(self.tr("Change..."))
        self._folder_button.setAccessibleName(self.tr("Change the folder it goes to"))
        self._files = QGridLayout()
        self._files.setHorizontalSpacing(8)
        self._files.setVerticalSpacing(4)
        self._figures = QGridLayout()
        self._values = {key: label("", figures=True) for key in ("fetch", "time", "room")}
        self._warning = label("", "problem", wrap=True)
        licence = self._spec.licence
        self._licence = label(self._licence_words(), "small" if licence.commercial else "told", wrap=True)
        self.agree = QCheckBox(self.tr("I use it for non-commercial purposes only"))
        self.agree.setVisible(not licence.commercial)
        self.get, self._cancel = button(self.tr("Get"), "primary"), button(self.tr("Cancel"))
        self.get.setDefault(True)

    def _variant_rows(self) -> list[VariantRow]:
        models, spec, forecasts = self._context.models, self._spec, self._context.forecasts
        if len(spec.variants) < 2:
            return []
        return [
            VariantRow(
                variant,
                models.plan(spec.id, variant.id, self._target),
                judge(forecasts, as_variant(spec, variant)),
                recommended=at == 0,
            )
            for at, variant in enumerate(spec.variants)
        ]

    def _licence_words(self) -> str:
        licence = self._spec.licence
        text = self.tr("Licence: {name}.").format(name=licence.name if licence.stated else terms(licence))
        note = said(licence.note) if licence.note else ""
        if not licence.commercial and not note:
            note = self.tr("What it makes may not be used for money.")
        return f"{text} {note}".strip()

    def _lay_out(self) -> None:
        column = self.add_page(10)
        column.addWidget(self._sentence)
        fit = QHBoxLayout()
        fit.setSpacing(8)
        fit.addWidget(self._fit_mark)
        fit.addWidget(self._fit, 1)
        fit.addWidget(self._fit_time)
        column.addLayout(fit)
        self._add_variants(column)
        column.addWidget(rule())
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self._label(self.tr("Goes to")))
        where.addWidget(self._folder, 1)
        where.addWidget(self._folder_button)
        column.addLayout(where)
        self._add_figures(column)
        column.addWidget(rule())
        column.addLayout(self._files)
        column.addStretch(1)
        self._fill_foot(self.add_foot())

    def _label(self, text: str) -> QLabel:
        made = label(text, "label")
        made.setFixedWidth(theme.size(120))
        return made

    def _add_variants(self, column: QVBoxLayout) -> None:
        if not self._variants:
            return
        column.addWidget(rule())
        for row in self._variants:
            column.addWidget(row)

    def _add_figures(self, column: QVBoxLayout) -> None:
        names = {
            "fetch": self.tr("To fetch"),
            "time": self.tr("Takes"),
            "room": self.tr("Room on that disk"),
        }
        for at, (key, name) in enumerate(names.items()):
            self._figures.addWidget(self._label(name), at, 0)
            self._figures.addWidget(self._values[key], at, 1)
        self._figures.setColumnStretch(1, 1)
        self._figures.setHorizontalSpacing(8)
        self._figures.setVerticalSpacing(4)
        column.addLayout(self._figures)

    def _fill_foot(self, column: QVBoxLayout) -> None:
        for part in (self._licence, self.agree, self._warning):
            column.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self.get)
        column.addLayout(buttons)

    # showing

    def _show(self) -> None:
        plan = self.plan
        self._folder.say(self._target)
        unknown = any(not one.file.size for one in plan.files)
        fetch = amount(plan.fetch_bytes) if plan.fetch_bytes else self.tr("size not known before it is asked for")
        if unknown and plan.fetch_bytes:
            fetch = self.tr("at least {size}").format(size=fetch)
        if plan.complete:
            fetch = self.tr("nothing, all of it is here")
        elif plan.here_bytes:
            fetch = self.tr("{size}; {here} here already").format(size=fetch, here=amount(plan.here_bytes))
        self._values["fetch"].setText(fetch)
        self._values["time"].setText(self._time(plan))
        self._values["room"].setText(
            self.tr("{free} free, {after} left afterwards").format(
                free=amount(plan.free_bytes), after=amount(max(0, plan.free_bytes - plan.fetch_bytes))
            )
        )
        self._show_files(plan)
        self._show_warning(plan)

    def _time(self, plan: FetchPlan) -> str:
        if not plan.fetch_bytes:
            return self.tr("no time")
        if not self._rate:
            return self.tr("not known before the first bytes have come")
        seconds = plan.fetch_bytes / self._rate
        text = self.tr("about {time} at the speed of the last download")
        return text.format(time=lasting(seconds, seconds))

    def _show_warning(self, plan: FetchPlan) -> None:
        text = ""
        if not plan.enough:
            text = self.tr("The disk is too full: {free} free, {need} needed. Choose another folder.").format(
                free=amount(plan.free_bytes), need=amount(plan.fetch_bytes + plan.margin)
            )
        elif self._context.settings.offline:
            text = self.tr("Kinora is offline; it is fetched when that is switched off in the settings.")
        restyle(self._warning, "role", "told" if plan.enough else "problem")
        self._warning.setText(text)
        self._warning.setVisible(bool(text))
        agreed = self._spec.licence.commercial or self.agree.isChecked()
        self.get.setEnabled(agreed and plan.enough)
        size = amount(plan.fetch_bytes) if plan.fetch_bytes else ""
        caption(self.get, self.tr("Get {size}").format(size=size).strip(), "download", "on_fill")
        why = "" if agreed else self.tr("Agree to the licence first.")
        self.get.setToolTip(why or ("" if plan.enough else text))

    def _show_files(self, plan: FetchPlan) -> None:
        while (item := self._files.takeAt(0)) is not None:
            item.widget().deleteLater()
        for at, one in enumerate(plan.files):
            mark, name = QLabel(), Line(one.file.path.rpartition("/")[2], middle=True)
            theme.set_icon(mark, LOOKS[one.state][0], 14, LOOKS[one.state][1])
            figure = label(self._file_words(one), "small", figures=True)
            self._files.addWidget(mark, at, 0)
            self._files.addWidget(name, at, 1)
            self._files.addWidget(figure, at, 2, Qt.AlignmentFlag.AlignRight)
        self._files.setColumnStretch(1, 1)

    def _file_words(self, one: PlannedFile) -> str:
        size = amount(one.file.size) if one.file.size else self.tr("size not known")
        texts = {
            Have.HERE: self.tr("{size}, here"),
            Have.SHARED: self.tr("{size}, shared with another program"),
            Have.PARTIAL: self.tr("{size}, begun"),
            Have.FETCH: "{size}",
        }
        return texts[one.state].format(size=size)

    # hearing

    def _on_variant(self, at: int) -> None:
        self._variant = self._variants[at].variant
        self._show()

    def _on_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder for models"), self._target)
        if folder:
            self._target = folder
            self._show()

    def _on_get(self) -> None:
        assert self._variant is not None
        self.wanted.emit(self._spec.id, self._variant.id, self._target)
        self.accept()


def _size(spec: ModelSpec) -> QSize:
    """As high as what there is to say about a model needs."""
    forms = len(spec.variants) if len(spec.variants) > 1 else 0
    files = max((len(spec.files_of(variant)) for variant in spec.variants), default=0)
    return QSize(WIDTH, HEIGHT + FILE * files + FORM * forms + TICK * (not spec.licence.commercial))
