package io.deskloom.command;

/** What kinds of timers tickets and definitions set. */
public final class TicketTimerKinds {
    /** An automation that is due for one ticket. */
    public static final String AUTOMATION = "automation";

    /** An automation with a time of day. */
    public static final String SCHEDULE = "schedule";

    /** An entry of a ticket's agenda whose time is over, or soon will be. */
    public static final String AGENDA = "agenda";

    /** Something an SOP waits for. */
    public static final String FLOW = "flow";
    /** A clock of a ticket's service level that has something to do. */
    public static final String SLA = "sla";
    /** A ticket that a routing left to wait goes elsewhere. */
    public static final String ROUTING = "routing";

    private TicketTimerKinds() {}
}
