package io.deskloom.view;

/**
 * How far a ticket has come along its flow.
 *
 * @param done stages behind it
 * @param total stages from start to the end it is heading for
 * @param index position of the present stage, from 0
 */
public record Progress(int done, int total, int index) {}
