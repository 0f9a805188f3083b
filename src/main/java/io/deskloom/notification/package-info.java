/**
 * What people are told in the application: who is meant, in which words, what they have read and what they do not want to hear.
 */
@NullMarked
package io.deskloom.notification;

import org.jspecify.annotations.NullMarked;
