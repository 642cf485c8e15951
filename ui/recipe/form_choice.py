"""The choice among the forms of a model (16 bits, 8 bits, GGUF ...), shown only where several are on this computer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt

from app.context import Context
from engine.api import params
from engine.api.model import Variant
from engine.store.forms import AUTO
from ui.controls.base import tip, words
from ui.controls.choice import SHORT, Combo
from ui.draft import Draft


class FormChoice(Combo):
    """Follows the draft and what is here; gives the draft the form that is chosen."""

    def __init__(self, context: Context, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self.setAccessibleName(self.tr("Form of the model"))
        self.currentIndexChanged.connect(self._on_chosen)
        draft.model_changed.connect(self.follow)
        draft.changed.connect(self.follow)
        context.models.reset.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Show the forms of the draft's model that are here, and the one that is chosen."""
        spec, chosen = self._draft.spec, self._draft.params.model_variant
        forms = self._forms()
        entries: list[tuple[str, str, str]] = []
        if forms:
            name = words(forms[0].title)
            entries.append((AUTO, self.tr("{form} (chosen by Kinora)").format(form=name), name))
        entries += [(one.id, words(one.title), "") for one in forms]
        if chosen not in [id for id, *_ in entries]:
            lacking = spec.variant(chosen) if chosen and chosen != AUTO else None
            title = words(lacking.title) if lacking is not None else chosen
            entries.append((chosen, self.tr("{title} (not here yet)").format(title=title), title))
        with QSignalBlocker(self):
            self.clear()
            for id, text, short in entries:
                self.addItem(text, id)
                if short:
                    self.setItemData(self.count() - 1, short, SHORT)
            self.setCurrentIndex(self.findData(chosen))
        self.setToolTip(tip(self.accessibleName(), self._help()))
        self.setVisible(len(forms) > 1 or chosen != AUTO)

    def _forms(self) -> tuple[Variant, ...]:
        known = {card.spec.id: card for card in self._context.models.cards()}
        card = known.get(self._draft.spec.id)
        return card.forms if card is not None else ()

    def _help(self) -> str:
        return words(params.field(type(self._draft.params), "model_variant").param.help)

    def focus(self) -> None:
        """Put the keyboard here, if there is something to choose."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_chosen(self) -> None:
        values: Any = params.replace(self._draft.params, model_variant=self.currentData())
        self._draft.set_params(values)
