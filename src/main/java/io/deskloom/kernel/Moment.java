package io.deskloom.kernel;

import java.time.Instant;
import java.time.ZoneId;

/** The moment and the business zone something is judged at; passed in, never read from a clock inside the pure code. */
public record Moment(Instant now, ZoneId zone) {}
