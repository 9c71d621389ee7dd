/**
 * How long a claim is remembered at least; an agent gives up asking long before. Milliseconds. Redis and a copy count
 * claims by the hour with it.
 */
export const claimMemory = 3_600_000;
