package io.deskloom.model;

import io.deskloom.kernel.Problem;
import java.util.List;

/** Reads scripts before they are released, so that a bad one is reported with line and column like everything else. */
public interface ScriptText {
    /** What is wrong with the text of {@code script}; nothing when it can be called. */
    List<Problem> check(ScriptDef script);
}
