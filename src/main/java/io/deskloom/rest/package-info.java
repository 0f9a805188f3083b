/**
 * HTTP at the edge: resources and their DTOs, who may call them, problem+json, limits, headers. Never imports store.
 */
@NullMarked
package io.deskloom.rest;

import org.jspecify.annotations.NullMarked;
