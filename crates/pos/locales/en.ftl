# The words of the till. Keys `t-…` go to the scripts of the screen, the others to the page and the receipt.

# The page and the receipt
till-title = Till
till-noscript = The till needs JavaScript. Switch it on in the browser.
receipt-title = Receipt { $number }
receipt-back = To the till
receipt-print = Print
receipt-phone = phone
receipt-nip = Tax ID
receipt-non-fiscal = Non-fiscal print
receipt-lines = Items
receipt-item = Item
receipt-value = Value
receipt-taxes = VAT by rate
receipt-rate = Rate
receipt-net = Net
receipt-tax = VAT
receipt-gross = Gross
receipt-tax-sum = VAT total
receipt-exempt = exempt
receipt-total = TOTAL
receipt-cash = Cash
receipt-card = Card
receipt-online = Online payment
receipt-store_credit = Store credit
receipt-on_pickup = On pickup
receipt-given = Given
receipt-change = Change
receipt-paid-before = Paid before
receipt-points-from = to be spent from { $day }
receipt-barcode = Barcode of order { $number }
receipt-order = Order
receipt-till = Till
receipt-served = Served by
receipt-thanks = Thank you, see you soon!
receipt-points = { $count ->
    [one] Points for this purchase: { $count }
   *[other] Points for this purchase: { $count }
}

# Refusals
problem-other = That did not work. Try again or ask for help.
problem-access-wrong-credentials = Wrong PIN. Try again.
problem-access-too-many-tries = Too many tries. Wait a moment.
problem-access-signed-out = The session has ended. Enter your PIN.
problem-access-forged-form = The screen is out of date. Reload the till.
problem-access-rate-limited = Too fast. Wait a moment.
problem-kernel-denied = You may not do this in this store.
problem-kernel-busy = The system is busy. Try again in a moment.
problem-kernel-internal = Something went wrong on our side.
problem-pos-broken-request = The till sent something unreadable. Reload the screen.
problem-catalog-unknown-variant = There is no such item.
problem-customers-invalid-email = This is not an e-mail address.
problem-customers-invalid-phone = This is not a phone number.
problem-customers-no-identifier = Give a phone number or an e-mail.
problem-customers-unknown-person = There is no such person.
problem-inventory-out-of-stock = Out of stock.
problem-inventory-unknown-location = There is no such store.
problem-orders-wrong-amount = The payments do not add up to what is due.
problem-orders-proxy-needs-code = Who collects for the buyer shows the buyer's pickup code.
problem-orders-wrong-proof = What was shown does not belong to this order.
problem-orders-wrong-state = Somebody has changed this order already.
problem-orders-not-paid = The order is not paid yet.
problem-orders-not-for-sale = This item is not for sale.
problem-orders-unknown-order = There is no such order.
problem-orders-unknown-fulfilment = There is no such pickup.
problem-orders-id-taken = This sale is stored already, in another way. Look at the receipts.
problem-orders-closed = The order is closed.
problem-orders-too-many-lines = Too many lines for one receipt.
problem-orders-invalid = The sale contains something that cannot be accepted.
problem-payments-too-little-cash = Too little cash.
problem-payments-more-than-due = That is more than is due.
problem-pricing-no-price = This item has no price in the stores.
problem-wait = { $count ->
    [one] Too many tries. Try again in { $count } minute.
   *[other] Too many tries. Try again in { $count } minutes.
}

# Coming and going (everything from here on is for scripts: `t-`)
t-till = Till
t-loading = Loading…
t-close = Close
t-back = Back
t-more = Show more
t-try-again = Try again
t-refused = This cannot be done
t-unreachable = The server cannot be reached
t-unreachable-hint = The cart is safe on this device. Sales are sent when the connection returns.
t-nothing-found = Nothing found
t-clear-search = Clear the search
t-choose-place = In which store does this till stand?
t-choose-place-hint = City, street or name
t-choose-name = Who is serving?
t-nobody-here = Nobody in this store has a PIN yet. A manager gives one in the back office.
t-other-place = Other store
t-other-name = Somebody else
t-other-language = Polski
t-held-by-outbox = Sales have to be sent first
t-pin-enter = Enter your PIN
t-pin-checking = Checking…
t-pin-typed = { $count ->
    [one] { $count } digit typed
   *[other] { $count } digits typed
}
t-erase = Erase the last digit
t-sign-in = Sign in
t-ended-session = The session has ended. Enter your PIN to go on.
t-ended-idle = The till locked itself after a pause. Enter your PIN.
t-ended-lock = The till is locked. Enter your PIN.
t-ended-switch = Enter your PIN
t-entry-cart-waits = { $count ->
    [one] The cart waits: { $count } piece.
   *[other] The cart waits: { $count } pieces.
}
t-entry-outbox-waits = { $count ->
    [one] To be sent: { $count } sale.
   *[other] To be sent: { $count } sales.
}

# The frame
t-screens = Screens of the till
t-tab-sale = Sale
t-tab-pickups = Pickups
t-tab-queue = Queue
t-tab-people = Customers
t-tab-stock = Stock
t-tab-slips = Receipts
t-badge-sale = lines in the cart
t-badge-queue = to be picked
t-badge-pickups = waiting for pickup
t-online = Online
t-offline = Offline
t-menu-of = Menu: { $name }
t-lock = Lock
t-switch-user = Switch person
t-theme = Light or dark
t-key-search = Search
t-key-customer = Customer
t-key-cash = Cash
t-key-card = Card
t-key-enter = Pay, confirm
t-key-line = Change the last line
t-queue-new = New order in the queue: { $number }
t-scan-unknown = Unknown code { $code }
t-scan-in-dialog = Finish this window first.
t-outbox-count = { $count ->
    [one] { $count } sale waits to be sent
   *[other] { $count } sales wait to be sent
}
t-outbox-holds = { $count ->
    [one] You cannot leave: { $count } sale waits to be sent.
   *[other] You cannot leave: { $count } sales wait to be sent.
}
t-outbox-empty = Everything is sent
t-outbox-title = Waiting to be sent
t-outbox-explain = What the server has not acknowledged yet. Each sale has its own number, so sending it again doubles nothing.
t-outbox-sale = Sale
t-outbox-pickup = Pickup
t-outbox-waiting = Waiting
t-outbox-refused = Refused
t-outbox-to-cart = Back to the cart
t-outbox-cart-full = Finish the sale under way first.

# Goods and cart
t-goods = Goods
t-goods-search = Scan or search: name, colour, size, EAN, SKU
t-goods-nothing = Check the spelling or type fewer words.
t-categories = Categories
t-category-all = All
t-often = Often sold at this till
t-variants = { $count ->
    [one] { $count } variant
   *[other] { $count } variants
}
t-price-from = from { $amount }
t-here = { $count ->
    [one] { $count } here
   *[other] { $count } here
}
t-here-none = none here
t-cart = Cart
t-cart-pieces = { $count ->
    [one] { $count } piece
   *[other] { $count } pieces
}
t-cart-clear = Empty the cart
t-cart-cleared = The cart is empty now
t-cart-empty = The cart is empty
t-cart-empty-hint = Scan an item or choose it from the list.
t-cart-locked = A part is paid already. Take it back to change the cart.
t-cart-part-paid = { $amount } is paid already. Finish the payment.
t-added = { $name }, pieces: { $quantity }. Total { $total }
t-removed = Removed: { $name }
t-remove-line = Remove: { $name }
t-not-sold = { $name }: not for sale
t-not-on-shelf = { $name }: the system knows of fewer here. It can be sold all the same.
t-check-shelf = check stock
t-quantity = Pieces
t-quantity-of = Pieces: { $name }
t-less = Fewer
t-extra = More
t-vat = incl. VAT { $letter } { $rate }%
t-total = Total
t-pay = Pay

# Paying
t-pay-title = Payment
t-pay-order = Pickup { $number }
t-pay-summary = Summary
t-pay-due = To pay
t-pay-left = Left to pay
t-pay-of = of { $amount }
t-pay-method = Way of paying
t-pay-take-back = Take back { $amount }
t-pay-saving = Storing the sale…
t-pay-complete = Paid in full.
t-pay-finish = Finish
t-method-cash = Cash
t-method-card = Card
t-cash-given = Given
t-cash-quick = Quick choice
t-cash-exact = Exact
t-cash-take = Take cash
t-cash-take-part = Take this part
t-cash-short = Missing
t-cash-no-amount = Type an amount
t-change = Change
t-card-amount = Amount by card
t-card-ready = The amount goes to the terminal.
t-card-hint = The customer taps the card after the amount is sent.
t-card-send = Send to terminal
t-card-on-terminal = On the terminal: { $amount }
t-card-wait = Wait for the terminal's green screen.
t-card-confirmed = Terminal confirmed
t-card-declined = Declined
t-card-reference = Approval number (optional)
t-card-too-much = { $amount } at most
t-prices-changed = Prices changed during the sale. The cart has the new ones: take the payment again.
t-say-change = Paid. Change { $amount }
t-say-paid = Paid
t-say-left = { $amount } left to pay
t-done-title = Sale complete
t-done-paid = Paid
t-done-receipt = Receipt
t-done-waits = Stored on this device. It is sent when the connection returns.
t-done-print = Print
t-done-show = Show
t-done-next = Next customer

# Customers
t-customer-add = Add customer
t-customer-add-hint = phone, e-mail or card
t-customer-find = Customer
t-customer-search = Phone, e-mail, card number or name
t-customer-unknown = We do not know this person yet
t-customer-unknown-hint = Check the number or add a profile: a phone is enough.
t-customer-new = New customer
t-customer-new-hint = A phone or an e-mail is enough. Somebody we know is found, not doubled.
t-customer-save = Save and add
t-customer-attach = Add to the sale
t-customer-is-attached = In this sale
t-customer-attached = Customer: { $name }
t-customer-remove = Remove the customer
t-customer-removed = Customer removed
t-customer-nameless = No name
t-customer-first = No purchases yet
t-customer-since = Customer since { $date } ({ $channel })
t-customer-card = card
t-field-name = Name
t-field-phone = Phone
t-field-email = E-mail
t-purchases = Purchases
t-purchases-hint = in all channels
t-purchases-count = { $count ->
    [one] { $count } purchase
   *[other] { $count } purchases
}
t-history = History
t-history-empty = Nothing has happened yet.
t-points-spendable = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
t-points-pending = { $count ->
    [one] { $count } pending
   *[other] { $count } pending
}
t-points-can-spend = points to spend
t-points-waiting = points pending
t-points-from = from { $date }
t-points-for-this = { $count ->
    [one] +{ $count } point for this purchase
   *[other] +{ $count } points for this purchase
}
t-points-earned = { $count ->
    [one] { $count } point
   *[other] { $count } points
}

# Pickups and queue
t-pickup-search = Code, phone, e-mail or number
t-pickups-found = { $count ->
    [one] { $count } order found
   *[other] { $count } orders found
}
t-pickups-waiting = { $count ->
    [one] { $count } order waits for pickup
   *[other] { $count } orders wait for pickup
}
t-pickups-none = Nothing waits for pickup
t-pickups-none-hint = Orders made ready in the queue appear here.
t-pickup-nothing = No such order here
t-pickup-nothing-hint = Check the code. The order may wait in another store or be collected already.
t-pickup-choose = Choose an order
t-pickup-choose-hint = Type the customer's code or scan it.
t-order = Order
t-bin = Bin
t-to-pay = To pay { $amount }
t-waits-until = Waits until { $date }
t-proof = Who collects?
t-proof-field = Code, phone or e-mail of the customer
t-proof-check = Check
t-proof-by-staff = Verified another way
t-proof-right = Matches: { $text }
t-proof-staff = You vouch that this is the right person.
t-proof-wrong = This does not match the order.
t-not-paid-yet = Waits for an online payment. Do not hand the goods over yet.
t-not-staged = The order is not in its bin yet: fetch it from the floor now.
t-pay-and-hand-over = Take { $amount } and hand over
t-hand-over = Hand over
t-handed-over = Handed over
t-already-collected = This order has been collected.
t-lane-open = To pick
t-lane-picked = Picked
t-lane-ready = Waiting for the customer
t-lane-open-empty = Everything is picked.
t-lane-picked-empty = Nothing to put into a bin.
t-lane-ready-empty = Nobody has a pickup here.
t-mode-ship = Parcel
t-pick = Got it all
t-stage = Into a bin
t-other-bin = Other bin
t-cannot-find = Cannot provide
t-reject-explain = Order { $number } leaves this queue. Why?
t-stage-title = Put away { $number }
t-stage-bin = Bin
t-stage-hint = The customer is told that the order waits.
t-stage-go = Put away and tell
t-ship-in-office = Sending the parcel: in the back office.
t-was-picked = { $number } picked
t-was-staged = { $number } waits in bin { $bin }
t-was-rejected = { $number } left the queue

# Stock
t-stock-scan = Scan an item
t-stock-scan-hint = You see its price and the stock here, nearby and in the warehouse.
t-stock-choose = Stock of the whole chain
t-stock-here = in this store
t-stock-chain = in the whole chain
t-stock-elsewhere = Elsewhere
t-stock-place = Place
t-stock-distance = Distance
t-stock-pieces = Pieces
t-stock-others = Other sizes and colours
t-to-sale = Into the cart
t-warehouse = Central warehouse

# Receipts
t-slips-none = Nothing sold yet
t-slips-none-hint = Receipts of the last 14 days appear here.
t-reprint = Print again

# Codes of the server
t-life-placed = open
t-life-completed = completed
t-life-cancelled = cancelled
t-life-expired = expired
t-payment-due-at-pickup = to be paid on pickup
t-payment-pending = payment pending
t-payment-authorised = money is held, taken at hand-over
t-payment-overdue = gone, no money came
t-payment-paid = Paid
t-payment-partly-refunded = partly refunded
t-payment-refunded = refunded
t-payment-unpaid = unpaid
t-state-on-hold = on hold
t-state-open = to pick
t-state-picked = picked
t-state-ready = ready
t-state-collected = collected
t-state-shipped = shipped
t-state-rejected = rejected
t-state-expired = expired
t-state-cancelled = cancelled
t-reason-not-found = Not on the floor
t-reason-damaged = Damaged
t-reason-no-capacity = No time or space
t-reason-other = Another reason
t-kind-orders-placed = Order placed
t-kind-orders-paid = Order paid
t-kind-orders-ready = Order ready for pickup
t-kind-orders-handed-over = Order collected
t-kind-orders-sold = Purchase in a store
t-kind-orders-shipped = Parcel sent
t-kind-orders-cancelled = Order cancelled
t-kind-orders-expired = Order expired
t-kind-conversations-mail-sent = Message sent
t-kind-loyalty-points-earned = Points earned
t-kind-loyalty-points-reversed = Points taken back
t-kind-inventory-reserved = Goods reserved
t-kind-page-view = Visited a page
t-kind-product-view = Looked at a product
t-kind-search = Searched the shop
t-kind-add-to-basket = Put into the basket
t-kind-ad-click = Came from an ad

t-minutes = { $n } min
t-hours = { $n } h
t-time-left = { $time } left
t-time-over = { $time } late
t-clock-accept = take it
t-clock-pick = pick it
t-clock-ready = stage it
t-state-picking = being picked
t-state-in-transit = on its way
t-state-parked = parked
t-state-received = arrived
t-pick-begin = Pick
t-pick-go-on = Go on picking
t-pick-title = Picking { $number }
t-pick-code = Scan or type the code of the goods
t-pick-one = Got it
t-picked-so-far = { $name }: { $n } of { $of }
t-scan-not-on-list = { $code } is not on this list
t-scan-enough = { $name }: no more needed
t-one-less = One less: { $name }
t-one-more = One more: { $name }
t-short-explain = What was found goes on. Why is the rest not there?
t-was-short = { $number }: the rest is taken care of
t-transfer-to = to store: { $place }
t-dispatch = Sent to the store
t-was-dispatched = { $number } is on its way
t-arriving = On its way to us
t-receive = Has arrived
t-was-received = { $number } has arrived, put it into a bin
t-take-along = How many are taken: { $name }
t-rest-title = What about the rest?
t-rest-stays = It waits for pickup
t-rest-released = Not wanted, back to the shelf
t-proxy = Somebody else collects
t-proxy-name = Name
t-proxy-hint = The buyer's pickup code is needed.
t-short-rest = { $count ->
    [one] { $count } piece is not there
   *[other] { $count } pieces are not there
}
# --- returns
t-tab-returns = Returns
t-return-search = Number, receipt, phone, card or return code
t-return-find = What comes back?
t-return-find-hint = Scan the receipt or the return code, or type an order number, a phone or a card. Bought anywhere.
t-return-nothing = No such purchase
t-return-nothing-hint = Check the number, or search by phone or card.
t-return-choose = Choose a purchase
t-return-choose-hint = You see what can come back, and until when.
t-return-until = Can come back until { $date }
t-return-over = The time for a return ended on { $date }. If the thing is faulty, it is a complaint.
t-return-over-plain = It cannot come back any more. If the thing is faulty, it is a complaint.
t-return-announced = Announced return { $code }
t-return-take-announced = Take this one
t-return-chosen = chosen
t-return-excluded = cannot be returned
t-return-left = { $count ->
    [one] { $count } piece can come back
   *[other] { $count } pieces can come back
}
t-return-reason = Why
t-return-disposition = What becomes of it
t-return-pieces = { $count ->
    [one] { $count } piece comes back
   *[other] { $count } pieces come back
}
t-return-take = Accept and pay back { $amount }
t-return-credit = The shopper agrees to store credit instead of money
t-return-take-credit = Accept and give { $amount } as store credit
t-return-done-credit = The store credit is there already.
t-return-done = Return accepted
t-return-done-hint = The money goes back the way it came: cash from the drawer, card by the terminal, online through the provider.
t-basis-withdrawal = withdrawal
t-basis-goodwill = store return
t-basis-complaint = complaint
t-basis-courtesy = courtesy
t-return-expected = announced
t-return-received = arrived
t-return-accepted = accepted
t-return-rejected = rejected
t-return-cancelled = called off
t-back-changed-mind = Changed their mind
t-back-too-small = Too small
t-back-too-large = Too large
t-back-not-as-shown = Not as shown
t-back-damaged = Damaged
t-back-wrong-item = The wrong thing
t-back-late = Too late
t-back-other = Another reason
t-put-restocked = Onto the shelf
t-put-damaged = Damaged, set aside
t-put-to-supplier = To the supplier
t-put-written-off = Write off
t-kind-orders-return-opened = Return announced
t-kind-orders-return-received = Return arrived
t-kind-orders-returned = Return accepted
t-kind-orders-return-rejected = Return rejected
t-kind-orders-return-cancelled = Return called off
return-slip-title = Return { $number }
return-slip-banner = CONFIRMATION OF A RETURN
return-slip-delivery = Delivery
return-slip-refund = Paid back
return-slip-on-its-way = on its way
return-slip-sign = Customer's signature: ______________________
problem-orders-too-late = The time for a return is over.
problem-orders-nothing-to-return = So many pieces cannot come back any more.
problem-orders-not-returnable = This thing does not come back without a reason.
problem-orders-wrong-return-state = This return has been decided upon already.
problem-orders-unknown-return = There is no such return.
