package io.deskloom.command;

import io.deskloom.field.Value;
import io.deskloom.model.FieldDef;
import io.deskloom.ticket.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else changed meanwhile, as the one who was too late may know it.
 *
 * @param what a field's key, or "priority", "team", "assignee", "step", "title"
 * @param field the field's definition, null for the others
 * @param theirs the value there is now; the masked form where that is all the reader may see
 */
public record Change(String what, @Nullable FieldDef field, Value theirs, boolean masked, Instant at, Event.Cause by) {}
