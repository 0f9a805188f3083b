package io.deskloom.bpmn;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What both directions call things. */
final class BpmnNames {
    static final String MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    static final String DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI";
    static final String BOUNDS = "http://www.omg.org/spec/DD/20100524/DC";
    static final String LINES = "http://www.omg.org/spec/DD/20100524/DI";
    static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    /** Of what BPMN has no counterpart for. */
    static final String OURS = "https://deskloom.dev/schema/bpmn";

    /** The language conditions are written in. */
    static final String EXPRESSIONS = "https://deskloom.dev/expressions";

    /** In our namespace: the definition of a node or a flow, as JSON. */
    static final String DEFINITION = "definition";

    static final ObjectMapper JSON = new ObjectMapper();

    private BpmnNames() {}

    /** The condition of a way that an action or an outcome leads on by. */
    static String condition(String on, String when) {
        if (on.isEmpty()) {
            return when;
        }
        return when.isEmpty() ? taken(on) : taken(on) + " && (" + when + ")";
    }

    /** What of that condition is about more than the action. */
    static String when(String on, String condition) {
        if (on.isEmpty()) {
            return condition;
        }
        String before = taken(on);
        if (condition.equals(before)) {
            return "";
        }
        String open = before + " && (";
        return condition.startsWith(open) && condition.endsWith(")")
                ? condition.substring(open.length(), condition.length() - 1)
                : condition;
    }

    private static String taken(String on) {
        return "action == \"" + on + "\"";
    }
}
