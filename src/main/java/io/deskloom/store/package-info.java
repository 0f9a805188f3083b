/**
 * The only package with SQL: implements everyone's ports on PostgreSQL, under row-level security by tenant.
 */
@NullMarked
package io.deskloom.store;

import org.jspecify.annotations.NullMarked;
