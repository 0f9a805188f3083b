/**
 * The one write path: locate, authorize, decide, record, enqueue, in one transaction. Whatever wants to change a ticket
 * becomes a {@link io.deskloom.command.Command} and comes through {@link io.deskloom.command.Commands}.
 */
@NullMarked
package io.deskloom.command;

import org.jspecify.annotations.NullMarked;
