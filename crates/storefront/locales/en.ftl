# The shop
nav-categories = Categories
nav-subcategories = Subcategories
nav-stores = Stores
nav-account = Your account
nav-sign-in = Sign in
nav-crumbs = You are here
nav-home = Home
nav-notice = Good to know
free = free
pieces = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
foot-shop = Shop
foot-help = Help
foot-delivery = Delivery and pickup
foot-returns = Returns and complaints
foot-club = Account and points
foot-contact = Contact
foot-settings = Settings
foot-theme = Light or dark
search-hint = What are you looking for?
search-all = All results

home-title = Shop
home-new = New in
home-see-all = See everything
home-reduced = At a lower price
home-promises = What you can count on
home-stores = { $count ->
    [one] { $count } store in Poland
   *[other] { $count } stores in Poland
}
home-stores-lead = See what is on the shelf, reserve it and try it on today.
home-find-store = Find a store

list-all = All
list-everything = The whole collection
list-found = Results for “{ $query }”
list-products = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
list-any-store = Any store
list-size = Size { $size }
list-price-span = Price PLN { $span }
list-in-store = In store: { $store }
list-reduced = Reduced
list-drop = Remove filter: { $name }
list-nothing = Nothing here
list-nothing-hint = Try another word, or look into the categories.
list-hidden = The filters hide everything
list-hidden-hint = There are products here, but none fits all filters at once.
filter-color = Colour
filter-size = Size
filter-price = Price
filter-from = From (PLN)
filter-to = To (PLN)
filter-store = Available in store
sort-label = Order
sort-newest = Newest
sort-match = Best match
sort-cheap = Price: lowest first
sort-dear = Price: highest first
sort-name = Name: A–Z
tile-sold-out = Sold out
tile-new = New
tile-colors = { $count ->
    [one] { $count } colour
   *[other] { $count } colours
}
price-from = from
price-tax = Price includes VAT.
price-lowest = Lowest price in the 30 days before the reduction: { $price }
price-lowest-short = Lowest in 30 days: { $price }

product-pictures = Pictures of the product
product-add = Add to basket
product-sold-out = Sold out in this size
product-pick-size = Choose first: { $axis }
product-left = { $count ->
    [one] The last one
   *[other] Only { $count } left
}
product-ships = Ships within 1–2 working days
product-material = Material and care
product-facts = Specifications
product-pickup = Picking up in a store is free.
product-delivery = Couriers deliver within 1–2 working days; you see the cost in the basket before you order.
product-returns = { $count ->
   *[other] You have { $count } days to return it, in any store too. The money goes back the way it came.
}
product-others = From the same rail
size-none = none
size-left = { $count ->
    [one] 1 left
   *[other] { $count } left
}
assure-pickup = Pick up and pay in a store
assure-delivery = Delivered in 1–2 working days
assure-returns = { $count ->
   *[other] { $count } days to return, in every store
}

near-title = In stores near you
near-pick = Choose the { $axis } and we will tell you exactly how many lie where.
near-in = { $count ->
    [one] On the shelf in { $count } store
   *[other] On the shelf in { $count } stores
}
near-nowhere = In no store at the moment
near-none = none
near-few = { $count ->
    [one] the last one
   *[other] { $count } left
}
near-many = available
near-sizes = { $sizes }
near-take = Pick up here
near-more = { $count ->
    [one] { $count } more store
   *[other] { $count } more stores
}
near-map = Show on a map
near-no-stores = Pickup in stores is not available at the moment.

place-label = City or postcode
place-hint = City or postcode
place-set = Show
place-here = Use my location
place-unknown = We do not know “{ $place }”. Give a larger city or a postcode.

stores-title = Our stores
stores-about = { $count ->
    [one] { $count } store with fitting room, order pickup and returns.
   *[other] { $count } stores with fitting rooms, order pickup and returns.
}
stores-map = Map of the stores
store-open = open
store-open-until = open until { $time }
store-opens-today = opens today at { $time }
store-opens-tomorrow = opens tomorrow at { $time }
store-opens-on = opens: { $day }, { $time }
store-closed = closed
store-closed-day = closed
store-special = (exception)
store-hours = Opening hours
store-directions = Directions
store-mine = My store
store-make-mine = Make it my store
store-is-mine-now = Your store: { $store }
store-forgotten = You have no store of your own any more
store-goods = What is on the shelf here
store-can-pickup = Pickup of online orders, with trying on
store-can-return = Returns of purchases from anywhere
store-can-ship = Home delivery from this store

basket-title = Basket
basket-empty = Your basket is empty
basket-empty-hint = What you add waits here for you, on every device once you sign in.
basket-look = See what is new
basket-added = Added to the basket
basket-removed = Removed from the basket
basket-remove = Remove
basket-remove-it = Remove from the basket: { $name }
basket-quantity = Quantity
basket-gone = No longer available. Remove it to order the rest.
basket-short = { $count ->
    [one] Only { $count } left
   *[other] Only { $count } left
}
basket-stuck = Before you order, change the lines that are marked.
basket-checkout = Checkout
basket-open = View basket
summary = Summary
summary-goods = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
summary-pickup = Store pickup
summary-ship = Courier
summary-total = Total
summary-tax = VAT included: { $tax }
summary-to-free = { $amount } more and delivery is free.

checkout-title = Checkout
checkout-safe = Secure checkout
checkout-delivery = Delivery
checkout-pickup = Pick up in a store
checkout-pickup-hint = Try it on before you take it
checkout-ship = Courier to your door
checkout-ship-hint = 1–2 working days
checkout-keep = { $count ->
    [one] We keep it for you for { $count } day from the moment we tell you that it waits.
   *[other] We keep it for you for { $count } days from the moment we tell you that it waits.
}
checkout-has-all = has everything
checkout-lacks = { $count ->
    [one] { $count } line missing
   *[other] { $count } lines missing
}
checkout-contact = Your details
checkout-guest = No account needed. Have one already?
checkout-payment = Payment
checkout-place = Order with obligation to pay
checkout-place-pay = Order and pay
checkout-terms = By ordering you confirm the obligation to pay and accept the rules for returns and privacy described under Help.
checkout-change = Change the basket
checkout-empty = The basket is empty, there is nothing to order
checkout-gone = Somebody was faster: we cannot ship so many of this any more. Nothing was ordered, and what you typed is kept.
checkout-gone-there = Somebody was faster: this is no longer in the chosen store. Choose another store or change the basket. What you typed is kept.
checkout-not-sold = We no longer sell this product. Remove it from the basket and order the rest at once.
checkout-no-pickup = Orders cannot be collected in this store at the moment. Choose another one.
checkout-nowhere = No store has everything at the moment. Change the basket, and the list below shows at once where it can be collected.
checkout-nowhere-but = No store has everything at the moment. A courier can bring it to you, or change the basket.
no-way-title = We are not taking orders online right now
no-way-hint = At the moment we can neither put things aside in a store nor send them. What you picked stays in your basket.
pay-on-pickup = On pickup
pay-on-pickup-hint = By card, phone or cash, after trying on
pay-online = Online
pay-online-hint = BLIK or card
pay-credit = Use my store credit: { $amount }
pay-credit-hint = It pays first; the rest is paid online.
wrong-credit = Your store credit is not enough for all of it. Pay the rest online.
checkout-credit-gone = Your store credit was spent elsewhere in the meantime. Look at the payment again.
field-name = Name and surname
field-email = E-mail
field-email-hint = The confirmation comes here, and the word that your order waits.
field-phone = Phone
field-phone-hint = The courier needs it; for pickup it is optional.
field-street = Street and number
field-postcode = Postcode
field-city = Town
wrong-email = Enter an e-mail address, for example anna@example.com
wrong-phone = Enter a phone number, for example +48 601 234 567
wrong-phone-needed = The courier needs a phone number
wrong-phone-taken = This number belongs to another profile. The staff in a store can help to clear it up.
wrong-name = Enter your name and surname
wrong-store = Choose the store in which you will collect the order
wrong-delivery = We cannot send parcels at the moment. Choose pickup in a store.
wrong-payment = Paying online is not possible at the moment. Pay on pickup.
wrong-street = Enter the street with the house number
wrong-postcode = A Polish postcode looks like 00-000
wrong-city = Enter the town

order-title = Order { $number }
order-is-placed = Put aside for you
order-lead-placed = We have your order and put the goods aside. An e-mail tells you when they wait at the till.
order-is-placed-ship = Order accepted
order-lead-placed-ship = We are packing. An e-mail tells you when the parcel leaves.
order-is-pending = Waiting for the payment
order-lead-pending = The goods are put aside. When the bank confirms the payment, this page changes by itself.
order-pay-later = The goods are put aside, but the payment page does not answer at the moment. Try again shortly.
order-is-picked = Picked, ready in a moment
order-lead-picked = Somebody of the staff has your things in hand.
order-is-ready = Waiting for you
order-lead-ready = Show the code at the till. You can try it on before you take it.
order-is-collected = Collected
order-lead-collected = Thank you.
order-is-shipped = On its way
order-lead-shipped = The parcel has left. The courier comes within 1–2 working days.
order-is-cancelled = Cancelled
order-lead-cancelled = Nothing will be charged; what was paid goes back the way it came.
order-is-expired = The reservation has expired
order-lead-expired = Time ran out and the things are back on the shelf. You can always order again.
order-waiting = Waiting for the bank to confirm…
order-pay = Go to the payment
order-paid-now = Paid, thank you
order-code = Pickup code
order-code-hint = Say it at the till, or show this picture.
order-due = Collect by: { $day }
order-parcel = Parcel
order-tracking = Tracking number: { $number }
order-cancel = I do not want this order any more
order-cancel-hint = The things go back on the shelf at once. What was paid is returned.
order-cancel-do = Cancel the order
order-cancelled-now = Order cancelled
order-points = { $count ->
    [one] { $count } point for this order
   *[other] { $count } points for this order
}
payment-due-at-pickup = Payment on pickup
payment-pending = Payment under way
payment-authorised = Paid
payment-overdue = Awaiting payment
payment-paid = Paid
payment-partly-refunded = Paid, partly refunded
payment-refunded = Refunded
payment-unpaid = Not paid
step-placed = Accepted
step-paid = Paid
step-picked = Picked
step-ready = Ready for pickup
step-collected = Collected
step-shipped = Shipped
step-cancelled = Cancelled
step-expired = Expired
state-cancelled = cancelled
state-expired = expired
state-shipped = shipped
state-bought = bought in store
state-collected = collected
state-pending = waiting for payment
state-ready = ready for pickup
state-in-progress = in preparation

sign-in-title = Sign in
sign-in-lead = Give your e-mail. We send a code, no password needed. If you have no account yet, you will have one at once.
sign-in-send = Send the code
sign-in-code-title = Look into your mail
sign-in-sent = We sent a code to { $email }. It is good for 10 minutes.
sign-in-code = Code from the message
sign-in-do = Sign in
sign-in-again = Send a new code
sign-in-other = Another address
sign-in-done = You are in
sign-in-wrong-code = { $count ->
    [one] This is not the code. { $count } attempt left.
   *[other] This is not the code. { $count } attempts left.
}
sign-in-code-expired = This code does not work any more. Ask for a new one.
sign-in-too-many = We have sent several codes already. The next one in { $count } min.
signed-out = Signed out
sign-out-everywhere = Sign out on all devices
club-points = A point for every złoty, online and in stores
club-receipts = All receipts and orders in one place
club-basket = The same basket on every device
account-title = Your account
account-hello = Hello
account-hello-name = Hello, { $name }
account-by-parcel = courier
account-saved = Saved
points-title = Points
points-spendable = points to spend
account-credit = Store credit: { $amount }
points = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
points-pending = { $count ->
    [one] { $count } point on its way
   *[other] { $count } points on their way
}
points-from = from { $day }
points-none = The first points appear here right after a purchase.
points-history = History of points
points-earned = For purchases
points-reversed = After a return
card-title = Loyalty card
card-label = Code of the loyalty card
card-hint = Show it at the till, and purchases and points go to your account.
orders-title = Orders and receipts
orders-none = Nothing here yet
orders-none-hint = Online orders and purchases in stores with the loyalty card appear here.
orders-more = Older
profile-title = Your details
profile-phone-hint = By the phone number we also know you at the till.
profile-language = Language of messages

help-title = Help
help-pickup = Picking up in a store is always free. We reserve the goods the moment you order, prepare them during opening hours and write when they wait.
help-pay-anywhere = Pay online, or at the till after trying on.
help-pay-there = Pay at the till after trying on.
help-ship-free = Courier delivery is free and takes 1–2 working days.
help-ship-fee = Courier delivery costs { $fee } and takes 1–2 working days.
help-ship-limit = Courier delivery costs { $fee } and is free from { $limit }. It takes 1–2 working days.
help-complaints = { $count ->
    [one] Every store and our e-mail address take complaints. We answer within { $count } day.
   *[other] Every store and our e-mail address take complaints. We answer within { $count } days.
}
help-privacy-title = Privacy
help-privacy = We use the cookies that the shop needs to work: basket, sign-in, chosen language, place and store. We note what you look at in our shop so that we can advise you at the till and in a chat; we do not hand it to advertisers. The place you give stays in your browser.

refusal-title = Something went wrong
refusal-missing-title = There is no such page
refusal-missing = The address is out of date, or mistyped. Perhaps what you look for is in the collection.
refusal-forbidden = You have no access to this.
refusal-conflict = Something has changed in the meantime. Reload the page and try again.
refusal-often = Too many attempts at once. Wait a moment.
refusal-busy = It is crowded right now. Try again in a moment, nothing is lost.
refusal-wrong = This form cannot be accepted. Go back and try again.
refusal-broken = Something failed on our side. We know about it. Try again in a moment.
refusal-storefront-foreign-form = This form is out of date. Go back, reload the page and send it again.
refusal-look = See the collection

foot-withdraw = Withdraw from a contract or return
policy-goodwill = { $count ->
    [one] You have { $count } day to return without a reason, in any store, wherever it was bought.
   *[other] You have { $count } days to return without a reason, in any store, wherever it was bought.
}
policy-withdrawal = { $count ->
    [one] From an online purchase you can withdraw within { $count } day of delivery.
   *[other] From an online purchase you can withdraw within { $count } days of delivery.
}
policy-money = The money sets off the moment the return is accepted, the way it came.
policy-parcel-shopper = You pay for sending it back.
policy-parcel-free = We pay for sending it back.
return-start = Return things
return-until = You can return it until { $day }.
return-title = Return from order { $number }
return-code-title = Return { $code }
return-what = What are you returning?
return-pieces = How many
return-units = { $count ->
    [0] I keep it
    [one] { $count } piece
   *[other] { $count } pieces
}
return-why = Why
return-nothing = There is nothing left of this order to return.
return-how = How do you want to hand it in?
return-way-store = In a store
return-way-store-hint = Any of them. No waiting: the money sets off at once.
return-way-parcel = By parcel
return-shown = E-mail or phone of the order
return-shown-hint = So that we know the order is yours.
return-shown-needed = Give the e-mail or the phone of the order.
return-next = Next
return-choose = Choose at least one thing.
return-check = Check and confirm
return-check-hint = We send a confirmation with date and time by e-mail. You need not give anything else.
return-money = You get back
return-confirm = Confirm the return
return-change = Change
return-opened-now = Return registered
return-is-expected = Return registered
return-is-received = Return arrived
return-is-accepted = Return accepted
return-is-rejected = Return not accepted
return-is-cancelled = Return withdrawn
return-lead-store = Bring the things to any store by { $day }.
return-lead-parcel = Send the parcel with the label by { $day }.
return-lead-received = We look at the things and pay back at once.
return-lead-accepted = The money is on its way already, the way it came.
return-lead-paid = You have the money back.
return-lead-rejected = The things wait for you where they were handed in.
return-lead-cancelled = The things stay with you.
return-code = Return code
return-code-store = Show it at the till.
return-code-parcel = It is on the label. You may write it on the parcel too.
return-label = Label to print
return-label-to = To:
return-label-inside = In the parcel
return-label-hint = Stick it on the parcel or put it inside. Keep the proof of posting.
return-keep = I keep it after all
return-keep-hint = We call the return off. You can register it again in time.
return-keep-do = Call the return off
return-cancelled-now = Return called off
return-refunded = We pay back
return-document = Correction { $number }
return-step-opened = Registered
return-step-received = With us
return-step-accepted = Accepted
return-step-refunded = Money with you
return-reason-too-small = Too small
return-reason-too-large = Too large
return-reason-changed-mind = Changed my mind
return-reason-not-as-shown = Not as shown
return-reason-damaged = Damaged
return-reason-wrong-item = The wrong thing
return-reason-late = Came too late
return-reason-other = Something else
return-refusal-worn = They have been used.
return-refusal-incomplete = Something is missing.
return-refusal-not-ours = They are not from us.
return-refusal-unsealed = The seal is broken.
return-refusal-too-late = They came too late.
return-refusal-other = We will get in touch and explain.
excluded-custom-made = Made to order: cannot be returned.
excluded-perishable = Perishable: cannot be returned.
excluded-hygiene = For reasons of hygiene it cannot be returned.
excluded-sealed-media = Once opened it cannot be returned.
excluded-press = Press cannot be returned.
excluded-digital = Digital content cannot be returned.
return-find-title = Return or withdraw from a contract
return-find-number = Order number
return-find-number-hint = It is in the e-mail and on the receipt.
return-find-go = Find the order
return-find-nothing = We do not know such an order with this address or phone.
return-find-account = My orders
refusal-orders-too-late = The time for a return is over. If something is wrong with the thing, make a complaint.
refusal-orders-wrong-proof = This is not the e-mail or phone of this order.
refusal-orders-nothing-to-return = So many pieces cannot be returned any more: they are back or registered already.
refusal-orders-not-returnable = This thing cannot be returned without a reason.
order-drop = I do not want some of it any more
order-drop-hint = How many pieces shall not come? The rest stays as it is. What was paid for them is returned.
order-drop-do = Call these pieces off
order-drop-choose = Choose how many pieces you do not want.
order-dropped = Called off. The rest of the order stays as it is.
order-drop-late = Too late: somebody packs these things already. Here is how the order stands now.
complaint-title = Complaints about order { $number }
complaint-link = Something is wrong with it
complaint-new = What is wrong?
complaint-line = Which thing
complaint-what = What is wrong with it
complaint-since = Since when
complaint-demand = What you ask for
demand-repair = Repair it
demand-replacement = Replace it
demand-reduction = A part of the price back
demand-withdrawal = Take it back and return the money
complaint-amount = How much of the price
complaint-amount-hint = Only if you ask for a part of the price.
complaint-right = Your right
complaint-law = We answer for two years for goods being as agreed. You have our answer within 14 days; if we do not give one, what you ask for counts as accepted.
complaint-send = Send the complaint
complaint-nothing = You have nothing of this order with you, so there is nothing to complain about.
complaint-fill = Please put this right.
complaint-opened-now = We have your complaint { $code }.
complaint-withdraw = I withdraw it
complaint-withdrawn-now = Complaint withdrawn.
complaint-by = Our answer comes by { $day }
complaint-is-open = we are looking at it
complaint-is-agreed = accepted
complaint-is-settled = settled
complaint-is-refused = not accepted
complaint-is-withdrawn = withdrawn
remedy-repair = We repair it.
remedy-replace = We replace it: bring it to any of our stores, with the code of the return from our mail.
remedy-reduce = A part of the price goes back.
remedy-refund = We take it back and return the money: bring it to any of our stores, with the code of the return from our mail.
remedy-reduced = { $amount } goes back to you.
refusal-orders-nothing-to-complain = You do not have so many pieces of it, or there is a complaint about them already.

checkout-locker = Parcel locker
checkout-locker-hint = Collect it whenever you like
checkout-no-lockers = Enter a city or a postcode to see the nearest lockers.
wrong-locker = Choose a locker from the list. The one you chose is closed, or it was never there.
order-track = Track the parcel
parcel-handed_over = Handed to the carrier
parcel-in_transit = On its way
parcel-ready = Waiting in the locker
parcel-delivered = Delivered
parcel-returned = Coming back to us
parcel-lost = The carrier is looking for it
parcel-step-in_transit = On its way
parcel-step-out_for_delivery = Out for delivery
parcel-step-ready = Waiting in the locker
parcel-step-delivered = Delivered
parcel-step-returned = Coming back to us
parcel-step-lost = The carrier is looking for it
