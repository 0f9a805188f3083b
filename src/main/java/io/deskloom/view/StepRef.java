package io.deskloom.view;

import java.util.Map;

/**
 * A step of a flow.
 *
 * @param id flow node id
 * @param label by language
 */
public record StepRef(String id, Map<String, String> label) {}
