-- Messages that we send. One per reference (an order, a fulfilment, a sign-in) and template: telling a fact twice
-- writes one. What was said is kept as it was said.
CREATE TABLE conversations_message (
    reference TEXT NOT NULL,
    template TEXT NOT NULL,
    id {uuid} NOT NULL,
    person {uuid},
    order_id {uuid},
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    lang TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    queued_at {time} NOT NULL,
    useless_after {time},
    sent_at {time},
    PRIMARY KEY (reference, template)
) {strict};
CREATE UNIQUE INDEX conversations_message_id ON conversations_message (id);
CREATE INDEX conversations_message_order ON conversations_message (order_id);
CREATE INDEX conversations_message_person ON conversations_message (person);
CREATE INDEX conversations_message_state ON conversations_message (state, id);
