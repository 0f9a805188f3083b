package io.deskloom.notification;

/** What somebody does not want to hear of a rule. */
public enum Silence {
    /** Nothing at all. */
    ALL,
    /** No mail: the application still tells. */
    MAIL
}
