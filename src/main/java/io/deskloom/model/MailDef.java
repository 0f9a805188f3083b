package io.deskloom.model;

import io.deskloom.kernel.Label;

/**
 * The words of a mail, for rules to use.
 *
 * @param type key of the ticket type whose values stand in it
 */
public record MailDef(String id, String key, Label label, String type, TextTemplate subject, TextTemplate text) {}
