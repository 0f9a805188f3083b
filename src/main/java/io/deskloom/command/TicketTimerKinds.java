package io.deskloom.command;

/** What kinds of timers tickets and definitions set. */
public final class TicketTimerKinds {
    /** An automation that is due for one ticket. */
    public static final String AUTOMATION = "automation";

    /** An automation with a time of day. */
    public static final String SCHEDULE = "schedule";

    /** An entry of a ticket's agenda whose time is over, or soon will be. */
    public static final String AGENDA = "agenda";

    /** A ticket that a routing left to wait goes elsewhere. */
    public static final String ROUTING = "routing";

    private TicketTimerKinds() {}
}
