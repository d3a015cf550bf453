# Słowa kasy. Klucze `t-…` trafiają do skryptów ekranu, pozostałe do strony i paragonu.

till-title = Kasa
till-noscript = Kasa potrzebuje JavaScriptu. Włącz go w przeglądarce.
receipt-title = Paragon { $number }
receipt-back = Do kasy
receipt-print = Drukuj
receipt-phone = tel.
receipt-nip = NIP
receipt-non-fiscal = Wydruk niefiskalny
receipt-lines = Pozycje
receipt-item = Towar
receipt-value = Wartość
receipt-taxes = Podatek VAT według stawek
receipt-rate = Stawka
receipt-net = Netto
receipt-tax = VAT
receipt-gross = Brutto
receipt-tax-sum = Suma VAT
receipt-exempt = zw.
receipt-total = SUMA
receipt-cash = Gotówka
receipt-card = Karta
receipt-online = Płatność online
receipt-store_credit = Środki na koncie
receipt-on_pickup = Przy odbiorze
receipt-given = Otrzymano
receipt-change = Reszta
receipt-paid-before = Zapłacono wcześniej
receipt-points-from = do wydania od { $day }
receipt-barcode = Kod kreskowy zamówienia { $number }
receipt-order = Zamówienie
receipt-till = Kasa
receipt-served = Obsługa:
receipt-thanks = Dziękujemy i zapraszamy!
receipt-points = { $count ->
    [one] Punkty za ten zakup: { $count }
    [few] Punkty za ten zakup: { $count }
   *[many] Punkty za ten zakup: { $count }
}

problem-other = Nie udało się. Spróbuj jeszcze raz albo wezwij pomoc.
problem-access-wrong-credentials = Zły PIN. Spróbuj jeszcze raz.
problem-access-too-many-tries = Za dużo prób. Odczekaj chwilę.
problem-access-signed-out = Sesja wygasła. Podaj PIN.
problem-access-forged-form = Ekran jest nieaktualny. Odśwież kasę.
problem-access-rate-limited = Za szybko. Odczekaj chwilę.
problem-kernel-denied = Nie masz uprawnień do tego w tym sklepie.
problem-kernel-busy = System jest zajęty. Spróbuj za chwilę.
problem-kernel-internal = Coś poszło nie tak po naszej stronie.
problem-pos-broken-request = Kasa wysłała niezrozumiałe dane. Odśwież ekran.
problem-catalog-unknown-variant = Nie ma takiego towaru.
problem-customers-invalid-email = To nie jest adres e-mail.
problem-customers-invalid-phone = To nie jest numer telefonu.
problem-customers-no-identifier = Podaj telefon albo e-mail.
problem-customers-unknown-person = Nie ma takiej osoby.
problem-inventory-out-of-stock = Brak towaru.
problem-inventory-unknown-location = Nie ma takiego sklepu.
problem-orders-wrong-amount = Wpłaty nie zgadzają się z kwotą do zapłaty.
problem-orders-proxy-needs-code = Kto odbiera za kogoś, pokazuje kod odbioru kupującego.
problem-orders-wrong-proof = To nie pasuje do tego zamówienia.
problem-orders-wrong-state = Ktoś już zmienił to zamówienie.
problem-orders-not-paid = Zamówienie nie jest jeszcze opłacone.
problem-orders-not-for-sale = Ten towar nie jest w sprzedaży.
problem-orders-unknown-order = Nie ma takiego zamówienia.
problem-orders-unknown-fulfilment = Nie ma takiego odbioru.
problem-orders-id-taken = Ta sprzedaż jest już zapisana inaczej. Sprawdź paragony.
problem-orders-closed = Zamówienie jest zamknięte.
problem-orders-too-many-lines = Za dużo pozycji na jednym paragonie.
problem-orders-invalid = Sprzedaż zawiera coś, czego nie można przyjąć.
problem-payments-too-little-cash = Za mało gotówki.
problem-payments-more-than-due = To więcej niż do zapłaty.
problem-pricing-no-price = Ten towar nie ma ceny w sklepach.
problem-wait = { $count ->
    [one] Za dużo prób. Spróbuj za { $count } minutę.
    [few] Za dużo prób. Spróbuj za { $count } minuty.
   *[many] Za dużo prób. Spróbuj za { $count } minut.
}

t-till = Kasa
t-loading = Wczytywanie…
t-close = Zamknij
t-back = Wróć
t-more = Pokaż więcej
t-try-again = Spróbuj jeszcze raz
t-refused = Nie można tego zrobić
t-unreachable = Brak połączenia z serwerem
t-unreachable-hint = Koszyk jest bezpieczny na tym urządzeniu. Sprzedaż zostanie wysłana, gdy wróci połączenie.
t-nothing-found = Nic nie znaleziono
t-clear-search = Wyczyść wyszukiwanie
t-choose-place = W którym sklepie stoi ta kasa?
t-choose-place-hint = Miasto, ulica albo nazwa
t-choose-name = Kto obsługuje?
t-nobody-here = Nikt w tym sklepie nie ma jeszcze PIN-u. Nadaje go kierownik w zapleczu.
t-other-place = Inny sklep
t-other-name = Ktoś inny
t-other-language = English
t-held-by-outbox = Najpierw trzeba wysłać sprzedaż
t-pin-enter = Podaj PIN
t-pin-checking = Sprawdzam…
t-pin-typed = { $count ->
    [one] Wpisano { $count } cyfrę
    [few] Wpisano { $count } cyfry
   *[many] Wpisano { $count } cyfr
}
t-erase = Usuń ostatni znak
t-sign-in = Zaloguj
t-ended-session = Sesja wygasła. Podaj PIN, aby wrócić.
t-ended-idle = Kasa zablokowała się po przerwie. Podaj PIN.
t-ended-lock = Kasa jest zablokowana. Podaj PIN.
t-ended-switch = Podaj PIN
t-entry-cart-waits = { $count ->
    [one] Koszyk czeka: { $count } sztuka.
    [few] Koszyk czeka: { $count } sztuki.
   *[many] Koszyk czeka: { $count } sztuk.
}
t-entry-outbox-waits = { $count ->
    [one] Do wysłania: { $count } sprzedaż.
    [few] Do wysłania: { $count } sprzedaże.
   *[many] Do wysłania: { $count } sprzedaży.
}

t-screens = Ekrany kasy
t-tab-sale = Sprzedaż
t-tab-pickups = Odbiory
t-tab-queue = Kolejka
t-tab-people = Klienci
t-tab-stock = Towary
t-tab-slips = Paragony
t-badge-sale = pozycji w koszyku
t-badge-queue = do zebrania
t-badge-pickups = czeka na odbiór
t-online = Połączono
t-offline = Brak połączenia
t-menu-of = Menu: { $name }
t-lock = Zablokuj
t-switch-user = Zmień osobę
t-theme = Jasny lub ciemny
t-key-search = Szukaj
t-key-customer = Klient
t-key-cash = Gotówka
t-key-card = Karta
t-key-enter = Zapłać, potwierdź
t-key-line = Zmień ostatnią pozycję
t-queue-new = Nowe zamówienie w kolejce: { $number }
t-scan-unknown = Nie znam kodu { $code }
t-scan-in-dialog = Najpierw dokończ to okno.
t-outbox-count = { $count ->
    [one] { $count } sprzedaż czeka na wysłanie
    [few] { $count } sprzedaże czekają na wysłanie
   *[many] { $count } sprzedaży czeka na wysłanie
}
t-outbox-holds = { $count ->
    [one] Nie można wyjść: { $count } sprzedaż czeka na wysłanie.
    [few] Nie można wyjść: { $count } sprzedaże czekają na wysłanie.
   *[many] Nie można wyjść: { $count } sprzedaży czeka na wysłanie.
}
t-outbox-empty = Wszystko wysłane
t-outbox-title = Czeka na wysłanie
t-outbox-explain = To, czego serwer jeszcze nie potwierdził. Każda sprzedaż ma swój numer, więc ponowne wysłanie niczego nie podwaja.
t-outbox-sale = Sprzedaż
t-outbox-pickup = Odbiór
t-outbox-waiting = Czeka
t-outbox-refused = Odrzucona
t-outbox-to-cart = Wróć do koszyka
t-outbox-cart-full = Najpierw dokończ obecną sprzedaż.

t-goods = Towary
t-goods-search = Skanuj albo szukaj: nazwa, kolor, rozmiar, EAN, SKU
t-goods-nothing = Sprawdź pisownię albo wpisz mniej słów.
t-categories = Kategorie
t-category-all = Wszystko
t-often = Często sprzedawane na tej kasie
t-variants = { $count ->
    [one] { $count } wariant
    [few] { $count } warianty
   *[many] { $count } wariantów
}
t-price-from = od { $amount }
t-here = { $count ->
    [one] { $count } szt.
    [few] { $count } szt.
   *[many] { $count } szt.
}
t-here-none = brak
t-cart = Koszyk
t-cart-pieces = { $count ->
    [one] { $count } sztuka
    [few] { $count } sztuki
   *[many] { $count } sztuk
}
t-cart-clear = Wyczyść koszyk
t-cart-cleared = Koszyk jest pusty
t-cart-empty = Koszyk jest pusty
t-cart-empty-hint = Zeskanuj towar albo wybierz go z listy.
t-cart-locked = Przyjęto już część zapłaty. Cofnij ją, aby zmienić koszyk.
t-cart-part-paid = Zapłacono już { $amount }. Dokończ płatność.
t-added = { $name }, sztuk: { $quantity }. Razem { $total }
t-removed = Usunięto: { $name }
t-remove-line = Usuń: { $name }
t-not-sold = { $name }: nie ma w sprzedaży
t-not-on-shelf = { $name }: według systemu tyle tu nie ma. Sprzedać można.
t-check-shelf = sprawdź stan
t-quantity = Liczba sztuk
t-quantity-of = Liczba sztuk: { $name }
t-less = Mniej
t-extra = Więcej
t-vat = w tym VAT { $letter } { $rate }%
t-total = Razem
t-pay = Zapłać

t-pay-title = Płatność
t-pay-order = Odbiór { $number }
t-pay-summary = Podsumowanie
t-pay-due = Do zapłaty
t-pay-left = Pozostało
t-pay-of = z { $amount }
t-pay-method = Sposób płatności
t-pay-take-back = Cofnij { $amount }
t-pay-saving = Zapisuję sprzedaż…
t-pay-complete = Zapłacono w całości.
t-pay-finish = Zakończ
t-method-cash = Gotówka
t-method-card = Karta
t-cash-given = Otrzymano
t-cash-quick = Szybki wybór
t-cash-exact = Odliczone
t-cash-take = Przyjmij gotówkę
t-cash-take-part = Przyjmij część
t-cash-short = Brakuje
t-cash-no-amount = Wpisz kwotę
t-change = Reszta
t-card-amount = Kwota na kartę
t-card-ready = Kwota trafi na terminal.
t-card-hint = Klient przykłada kartę po wysłaniu kwoty.
t-card-send = Wyślij na terminal
t-card-on-terminal = Na terminalu: { $amount }
t-card-wait = Poczekaj na zielony ekran terminala.
t-card-confirmed = Terminal potwierdził
t-card-declined = Odrzucona
t-card-reference = Numer autoryzacji (opcjonalnie)
t-card-too-much = Najwyżej { $amount }
t-prices-changed = Ceny zmieniły się w trakcie sprzedaży. Koszyk ma już nowe ceny: przyjmij zapłatę jeszcze raz.
t-say-change = Zapłacono. Reszta { $amount }
t-say-paid = Zapłacono
t-say-left = Pozostało { $amount }
t-done-title = Sprzedaż zakończona
t-done-paid = Zapłacono
t-done-receipt = Paragon
t-done-waits = Zapisano na tym urządzeniu. Zostanie wysłane, gdy wróci połączenie.
t-done-print = Drukuj
t-done-show = Pokaż
t-done-next = Następny klient

t-customer-add = Dodaj klienta
t-customer-add-hint = telefon, e-mail albo karta
t-customer-find = Klient
t-customer-search = Telefon, e-mail, numer karty albo nazwisko
t-customer-unknown = Nie znamy jeszcze tej osoby
t-customer-unknown-hint = Sprawdź numer albo załóż profil: wystarczy telefon.
t-customer-new = Nowy klient
t-customer-new-hint = Wystarczy telefon albo e-mail. Znaną osobę znajdziemy, nie powielimy.
t-customer-save = Zapisz i dodaj
t-customer-attach = Dodaj do sprzedaży
t-customer-is-attached = W tej sprzedaży
t-customer-attached = Klient: { $name }
t-customer-remove = Odłącz klienta
t-customer-removed = Odłączono klienta
t-customer-nameless = Bez nazwiska
t-customer-first = Jeszcze bez zakupów
t-customer-since = Klient od { $date } ({ $channel })
t-customer-card = karta
t-field-name = Imię i nazwisko
t-field-phone = Telefon
t-field-email = E-mail
t-purchases = Zakupy
t-purchases-hint = we wszystkich kanałach
t-purchases-count = { $count ->
    [one] { $count } zakup
    [few] { $count } zakupy
   *[many] { $count } zakupów
}
t-history = Historia
t-history-empty = Nic jeszcze się nie wydarzyło.
t-points-spendable = { $count ->
    [one] { $count } pkt
    [few] { $count } pkt
   *[many] { $count } pkt
}
t-points-pending = { $count ->
    [one] { $count } oczekuje
    [few] { $count } oczekują
   *[many] { $count } oczekuje
}
t-points-can-spend = punktów do wydania
t-points-waiting = punktów oczekuje
t-points-from = od { $date }
t-points-for-this = { $count ->
    [one] +{ $count } punkt za ten zakup
    [few] +{ $count } punkty za ten zakup
   *[many] +{ $count } punktów za ten zakup
}
t-points-earned = { $count ->
    [one] { $count } pkt
    [few] { $count } pkt
   *[many] { $count } pkt
}

t-pickup-search = Kod, telefon, e-mail albo numer
t-pickups-found = { $count ->
    [one] Znaleziono { $count } zamówienie
    [few] Znaleziono { $count } zamówienia
   *[many] Znaleziono { $count } zamówień
}
t-pickups-waiting = { $count ->
    [one] { $count } zamówienie czeka na odbiór
    [few] { $count } zamówienia czekają na odbiór
   *[many] { $count } zamówień czeka na odbiór
}
t-pickups-none = Nic nie czeka na odbiór
t-pickups-none-hint = Zebrane zamówienia z kolejki pojawią się tutaj.
t-pickup-nothing = Nie ma tu takiego zamówienia
t-pickup-nothing-hint = Sprawdź kod. Zamówienie może czekać w innym sklepie albo być już odebrane.
t-pickup-choose = Wybierz zamówienie
t-pickup-choose-hint = Wpisz kod od klienta albo zeskanuj go.
t-order = Zamówienie
t-bin = Półka
t-to-pay = Do zapłaty { $amount }
t-waits-until = Czeka do { $date }
t-proof = Kto odbiera?
t-proof-field = Kod, telefon albo e-mail klienta
t-proof-check = Sprawdź
t-proof-by-staff = Sprawdzono inaczej
t-proof-right = Zgadza się: { $text }
t-proof-staff = Ręczysz za to, że to właściwa osoba.
t-proof-wrong = To nie pasuje do tego zamówienia.
t-not-paid-yet = Czeka na płatność online. Nie wydawaj jeszcze towaru.
t-not-staged = Zamówienie nie leży jeszcze na półce: zbierz je teraz z salonu.
t-pay-and-hand-over = Przyjmij { $amount } i wydaj
t-hand-over = Wydaj
t-handed-over = Wydano
t-already-collected = To zamówienie zostało już odebrane.
t-lane-open = Do zebrania
t-lane-picked = Zebrane
t-lane-ready = Czeka na klienta
t-lane-open-empty = Wszystko zebrane.
t-lane-picked-empty = Nic do odłożenia na półkę.
t-lane-ready-empty = Nikt nie ma tu odbioru.
t-mode-ship = Paczka
t-pick = Mam wszystko
t-stage = Na półkę
t-other-bin = Inna półka
t-cannot-find = Nie mogę wydać
t-reject-explain = Zamówienie { $number } wyjdzie z tej kolejki. Dlaczego?
t-stage-title = Odłóż { $number }
t-stage-bin = Półka
t-stage-hint = Klient dostanie wiadomość, że zamówienie czeka.
t-stage-go = Odłóż i powiadom
t-ship-in-office = Nadanie paczki: w zapleczu.
t-was-picked = Zebrano { $number }
t-was-staged = { $number } czeka na półce { $bin }
t-was-rejected = { $number } wyszło z kolejki

t-stock-scan = Zeskanuj towar
t-stock-scan-hint = Zobaczysz cenę, stan tutaj, w pobliżu i w magazynie.
t-stock-choose = Stan w całej sieci
t-stock-here = w tym sklepie
t-stock-chain = w całej sieci
t-stock-elsewhere = Gdzie indziej
t-stock-place = Miejsce
t-stock-distance = Odległość
t-stock-pieces = Sztuk
t-stock-others = Inne rozmiary i kolory
t-to-sale = Do koszyka
t-warehouse = Magazyn centralny

t-slips-none = Nic jeszcze nie sprzedano
t-slips-none-hint = Paragony z ostatnich 14 dni pojawią się tutaj.
t-reprint = Drukuj ponownie

t-life-placed = w toku
t-life-completed = zakończone
t-life-cancelled = anulowane
t-life-expired = wygasło
t-payment-due-at-pickup = płatne przy odbiorze
t-payment-pending = czeka na płatność
t-payment-authorised = pieniądze zablokowane, pobierzemy przy wydaniu
t-payment-overdue = wydane, brak pieniędzy
t-payment-paid = Opłacone
t-payment-partly-refunded = częściowo zwrócone
t-payment-refunded = zwrócone
t-payment-unpaid = nieopłacone
t-state-on-hold = wstrzymane
t-state-open = do zebrania
t-state-picked = zebrane
t-state-ready = gotowe
t-state-collected = odebrane
t-state-shipped = wysłane
t-state-rejected = odrzucone
t-state-expired = wygasło
t-state-cancelled = anulowane
t-reason-not-found = Nie ma na sali
t-reason-damaged = Uszkodzone
t-reason-no-capacity = Brak czasu lub miejsca
t-reason-other = Inny powód
t-kind-orders-placed = Złożono zamówienie
t-kind-orders-paid = Opłacono zamówienie
t-kind-orders-ready = Zamówienie gotowe do odbioru
t-kind-orders-handed-over = Odebrano zamówienie
t-kind-orders-sold = Zakup w sklepie
t-kind-orders-shipped = Wysłano paczkę
t-kind-orders-cancelled = Anulowano zamówienie
t-kind-orders-expired = Zamówienie wygasło
t-kind-conversations-mail-sent = Wysłano wiadomość
t-kind-loyalty-points-earned = Naliczono punkty
t-kind-loyalty-points-reversed = Cofnięto punkty
t-kind-inventory-reserved = Zarezerwowano towar
t-kind-page-view = Odwiedził(a) stronę
t-kind-product-view = Oglądał(a) produkt
t-kind-search = Szukał(a) w sklepie
t-kind-add-to-basket = Dodał(a) do koszyka
t-kind-ad-click = Wejście z reklamy

t-minutes = { $n } min
t-hours = { $n } godz.
t-time-left = zostało { $time }
t-time-over = { $time } po czasie
t-clock-accept = przyjąć
t-clock-pick = skompletować
t-clock-ready = odłożyć
t-state-picking = w kompletacji
t-state-in-transit = w drodze
t-state-parked = odstawione
t-state-received = dotarło
t-pick-begin = Kompletuj
t-pick-go-on = Kompletuj dalej
t-pick-title = Kompletacja { $number }
t-pick-code = Zeskanuj lub wpisz kod towaru
t-pick-one = Mam
t-picked-so-far = { $name }: { $n } z { $of }
t-scan-not-on-list = { $code } nie ma na tej liście
t-scan-enough = { $name }: więcej nie trzeba
t-one-less = Jedna mniej: { $name }
t-one-more = Jedna więcej: { $name }
t-short-explain = Znalezione rzeczy idą dalej. Czemu reszty nie ma?
t-was-short = { $number }: reszta załatwiona
t-transfer-to = do sklepu: { $place }
t-dispatch = Wysłane do sklepu
t-was-dispatched = { $number } w drodze do sklepu
t-arriving = Jedzie do nas
t-receive = Dotarło
t-was-received = { $number } dotarło, odłóż na półkę
t-take-along = Ile zabiera: { $name }
t-rest-title = Co z resztą?
t-rest-stays = Poczeka na odbiór
t-rest-released = Klient rezygnuje, wraca na półkę
t-proxy = Odbiera ktoś inny
t-proxy-name = Imię i nazwisko
t-proxy-hint = Potrzebny jest kod odbioru od kupującego.
t-short-rest = { $count ->
    [one] Nie ma { $count } sztuki
    [few] Nie ma { $count } sztuk
   *[other] Nie ma { $count } sztuk
}
# --- zwroty
t-tab-returns = Zwroty
t-return-search = Numer, paragon, telefon, karta albo kod zwrotu
t-return-find = Co wraca?
t-return-find-hint = Zeskanuj paragon lub kod zwrotu, wpisz numer zamówienia, telefon albo kartę. Kupione gdziekolwiek.
t-return-nothing = Nie ma takiego zakupu
t-return-nothing-hint = Sprawdź numer albo poszukaj po telefonie lub karcie.
t-return-choose = Wybierz zakup
t-return-choose-hint = Zobaczysz, co i do kiedy można zwrócić.
t-return-until = Zwrot możliwy do { $date }
t-return-over = Termin zwrotu minął { $date }. Jeśli rzecz jest wadliwa, to reklamacja.
t-return-over-plain = Nie można już zwrócić. Jeśli rzecz jest wadliwa, to reklamacja.
t-return-announced = Zgłoszony zwrot { $code }
t-return-take-announced = Weź ten
t-return-chosen = wybrany
t-return-excluded = nie podlega zwrotowi
t-return-left = { $count ->
    [one] do zwrotu { $count } sztuka
    [few] do zwrotu { $count } sztuki
   *[other] do zwrotu { $count } sztuk
}
t-return-reason = Dlaczego
t-return-disposition = Co z rzeczą
t-return-pieces = { $count ->
    [one] Wraca { $count } sztuka
    [few] Wracają { $count } sztuki
   *[other] Wraca { $count } sztuk
}
t-return-take = Przyjmij i oddaj { $amount }
t-return-credit = Kupujący zgadza się na środki na koncie zamiast pieniędzy
t-return-take-credit = Przyjmij i dolicz { $amount } do środków na koncie
t-return-done-credit = Środki są już na koncie.
t-return-done = Zwrot przyjęty
t-return-done-hint = Pieniądze wracają tą drogą, którą przyszły: gotówka z szuflady, karta przez terminal, płatność online przez operatora.
t-basis-withdrawal = odstąpienie
t-basis-goodwill = zwrot sklepowy
t-basis-complaint = reklamacja
t-basis-courtesy = uznaniowo
t-return-expected = zgłoszony
t-return-received = dotarł
t-return-accepted = przyjęty
t-return-rejected = odrzucony
t-return-cancelled = odwołany
t-back-changed-mind = Zmiana zdania
t-back-too-small = Za małe
t-back-too-large = Za duże
t-back-not-as-shown = Inne niż na zdjęciu
t-back-damaged = Uszkodzone
t-back-wrong-item = Nie ta rzecz
t-back-late = Za późno
t-back-other = Inny powód
t-put-restocked = Na półkę
t-put-damaged = Uszkodzone, odłóż
t-put-to-supplier = Do dostawcy
t-put-written-off = Do likwidacji
t-kind-orders-return-opened = Zwrot zgłoszony
t-kind-orders-return-received = Zwrot dotarł
t-kind-orders-returned = Zwrot przyjęty
t-kind-orders-return-rejected = Zwrot odrzucony
t-kind-orders-return-cancelled = Zwrot odwołany
return-slip-title = Zwrot { $number }
return-slip-banner = POTWIERDZENIE ZWROTU
return-slip-delivery = Dostawa
return-slip-refund = Do wypłaty
return-slip-on-its-way = w drodze
return-slip-sign = Podpis klienta: ______________________
problem-orders-too-late = Termin zwrotu minął.
problem-orders-nothing-to-return = Tyle sztuk nie da się już zwrócić.
problem-orders-not-returnable = Ta rzecz nie podlega zwrotowi bez podania przyczyny.
problem-orders-wrong-return-state = Ten zwrot został już rozpatrzony.
problem-orders-unknown-return = Nie ma takiego zwrotu.
