package io.deskloom.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a ticket's history, newest first. @param next cursor of the next (older) page, null on the last */
public record TimelinePage(
        List<TimelineEvent> items, @Nullable String next) {}
