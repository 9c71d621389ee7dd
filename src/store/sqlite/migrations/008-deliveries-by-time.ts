/** Deliveries are forgotten from the oldest on. 0: a copy did not know their time. */
export const deliveriesByTimeSchema = `
CREATE INDEX deliveries_by_time ON deliveries (at) WHERE at > 0;
`;
