/**
 * Who hears of which change while it happens: the hub behind the stream of server-sent events.
 */
@NullMarked
package io.deskloom.live;

import org.jspecify.annotations.NullMarked;
