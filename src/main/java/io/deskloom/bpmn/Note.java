package io.deskloom.bpmn;

import io.deskloom.kernel.Label;

/**
 * Something that has no counterpart on the other side.
 *
 * @param code stable name of what it is ("bpmn.people")
 * @param element id of the node or edge it is about, as the side it comes from calls it; "" for the whole
 * @param said what becomes of it
 */
public record Note(String code, String element, Label said) {
    static Note of(String code, String element, String en, String zh) {
        return new Note(code, element, Label.of(en, zh));
    }
}
