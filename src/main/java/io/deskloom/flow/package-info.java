/**
 * The SOP interpreter: where a ticket goes next, as a pure function of its flow, its step, the action taken and the
 * facts. It changes nothing; {@code command} turns the {@link io.deskloom.flow.FlowStep} into events.
 */
@NullMarked
package io.deskloom.flow;

import org.jspecify.annotations.NullMarked;
