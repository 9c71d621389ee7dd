/**
 * The time that every file of an image carries, in seconds: 2026-01-01. One for all versions, so that a layer whose content
 * did not change stays the same layer; the time of the release is in the image's configuration.
 */
export const imageEpoch = 1_767_225_600;
