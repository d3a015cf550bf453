# Sklep
nav-categories = Kategorie
nav-subcategories = Podkategorie
nav-stores = Sklepy
nav-account = Twoje konto
nav-sign-in = Zaloguj się
nav-crumbs = Jesteś tutaj
nav-home = Strona główna
nav-notice = Warto wiedzieć
free = bezpłatnie
pieces = { $count } szt.
foot-shop = Zakupy
foot-help = Pomoc
foot-delivery = Dostawa i odbiór
foot-returns = Zwroty i reklamacje
foot-club = Konto i punkty
foot-contact = Kontakt
foot-settings = Ustawienia
foot-theme = Jasny lub ciemny
search-hint = Czego szukasz?
search-all = Wszystkie wyniki

home-title = Sklep
home-new = Nowości
home-see-all = Zobacz wszystko
home-reduced = W niższej cenie
home-promises = Na co możesz liczyć
home-stores = { $count ->
    [one] { $count } sklep w Polsce
    [few] { $count } sklepy w Polsce
   *[many] { $count } sklepów w Polsce
}
home-stores-lead = Sprawdź, co leży na półce, zarezerwuj i przymierz jeszcze dziś.
home-find-store = Znajdź sklep

list-all = Wszystkie
list-everything = Cała kolekcja
list-found = Wyniki dla „{ $query }”
list-products = { $count ->
    [one] { $count } produkt
    [few] { $count } produkty
   *[many] { $count } produktów
}
list-any-store = Każdy sklep
list-size = Rozmiar { $size }
list-price-span = Cena { $span } zł
list-in-store = W sklepie: { $store }
list-reduced = Przecenione
list-drop = Usuń filtr: { $name }
list-nothing = Nic tu nie ma
list-nothing-hint = Spróbuj innego słowa albo zajrzyj do kategorii.
list-hidden = Filtry ukryły wszystko
list-hidden-hint = Są tu produkty, ale żaden nie pasuje do wszystkich filtrów naraz.
filter-color = Kolor
filter-size = Rozmiar
filter-price = Cena
filter-from = Od (zł)
filter-to = Do (zł)
filter-store = Dostępne w sklepie
sort-label = Kolejność
sort-newest = Najnowsze
sort-match = Najtrafniejsze
sort-cheap = Cena: od najniższej
sort-dear = Cena: od najwyższej
sort-name = Nazwa: A–Z
tile-sold-out = Wyprzedane
tile-new = Nowość
tile-colors = { $count ->
    [one] { $count } kolor
    [few] { $count } kolory
   *[many] { $count } kolorów
}
price-from = od
price-tax = Cena zawiera VAT.
price-lowest = Najniższa cena z 30 dni przed obniżką: { $price }
price-lowest-short = Najniższa z 30 dni: { $price }

product-pictures = Zdjęcia produktu
product-add = Dodaj do koszyka
product-sold-out = Wyprzedane w tym rozmiarze
product-pick-size = Najpierw wybierz: { $axis }
product-left = { $count ->
    [one] Została ostatnia sztuka
    [few] Zostały { $count } sztuki
   *[many] Zostało { $count } sztuk
}
product-ships = Wysyłka w ciągu 1–2 dni roboczych
product-material = Materiał i pielęgnacja
product-facts = Dane techniczne
product-pickup = Odbiór w sklepie jest bezpłatny.
product-delivery = Kurier dostarcza w ciągu 1–2 dni roboczych; koszt poznasz w koszyku, zanim zamówisz.
product-returns = { $count ->
   *[other] Masz { $count } dni na zwrot, także w dowolnym sklepie. Pieniądze wracają tą samą drogą, którą przyszły.
}
product-others = Z tej samej półki
size-none = brak
size-left = { $count ->
    [one] została 1
    [few] zostały { $count }
   *[many] zostało { $count }
}
assure-pickup = Odbierz i zapłać w sklepie
assure-delivery = Dostawa w 1–2 dni robocze
assure-returns = { $count ->
   *[other] { $count } dni na zwrot, w każdym sklepie
}

near-title = W sklepach blisko Ciebie
near-pick = Wybierz { $axis }, a powiemy dokładnie, ile sztuk gdzie leży.
near-in = { $count ->
    [one] Na miejscu w { $count } sklepie
   *[other] Na miejscu w { $count } sklepach
}
near-nowhere = Teraz w żadnym sklepie
near-none = brak
near-few = { $count ->
    [one] ostatnia sztuka
    [few] { $count } sztuki
   *[many] { $count } sztuk
}
near-many = dostępne
near-sizes = { $sizes }
near-take = Odbierz tutaj
near-more = { $count ->
    [one] Jeszcze { $count } sklep
    [few] Jeszcze { $count } sklepy
   *[many] Jeszcze { $count } sklepów
}
near-map = Pokaż na mapie
near-no-stores = Odbiór w sklepach jest chwilowo niedostępny.

place-label = Miasto lub kod pocztowy
place-hint = Miasto lub kod pocztowy
place-set = Pokaż
place-here = Użyj mojego położenia
place-unknown = Nie znamy miejsca „{ $place }”. Podaj większe miasto albo kod pocztowy.

stores-title = Nasze sklepy
stores-about = { $count ->
    [one] { $count } sklep z przymierzalnią, odbiorem zamówień i zwrotami.
    [few] { $count } sklepy z przymierzalnią, odbiorem zamówień i zwrotami.
   *[many] { $count } sklepów z przymierzalnią, odbiorem zamówień i zwrotami.
}
stores-map = Mapa sklepów
store-open = otwarte
store-open-until = otwarte do { $time }
store-opens-today = otwieramy dziś o { $time }
store-opens-tomorrow = otwieramy jutro o { $time }
store-opens-on = otwieramy: { $day }, { $time }
store-closed = zamknięte
store-closed-day = zamknięte
store-special = (wyjątkowo)
store-hours = Godziny otwarcia
store-directions = Jak dojechać
store-mine = Mój sklep
store-make-mine = Ustaw jako mój sklep
store-is-mine-now = Twój sklep: { $store }
store-forgotten = Nie masz już wybranego sklepu
store-goods = Co jest na miejscu
store-can-pickup = Odbiór zamówień internetowych, z przymierzaniem
store-can-return = Zwroty zakupów z sieci i ze sklepów
store-can-ship = Wysyłka do domu z tego sklepu

basket-title = Koszyk
basket-empty = Twój koszyk jest pusty
basket-empty-hint = Co dodasz, poczeka tu na Ciebie, na każdym urządzeniu po zalogowaniu.
basket-look = Zobacz nowości
basket-added = Dodano do koszyka
basket-removed = Usunięto z koszyka
basket-remove = Usuń
basket-remove-it = Usuń z koszyka: { $name }
basket-quantity = Liczba sztuk
basket-gone = Już niedostępne. Usuń, aby zamówić resztę.
basket-short = { $count ->
    [one] Została tylko { $count } sztuka
    [few] Zostały tylko { $count } sztuki
   *[many] Zostało tylko { $count } sztuk
}
basket-stuck = Zanim zamówisz, popraw zaznaczone pozycje.
basket-checkout = Do kasy
basket-open = Zobacz koszyk
summary = Podsumowanie
summary-goods = { $count ->
    [one] { $count } sztuka
    [few] { $count } sztuki
   *[many] { $count } sztuk
}
summary-pickup = Odbiór w sklepie
summary-ship = Kurier
summary-total = Razem
summary-tax = W tym VAT: { $tax }
summary-to-free = Do darmowej dostawy brakuje { $amount }.

checkout-title = Zamówienie
checkout-safe = Bezpieczne zamówienie
checkout-delivery = Dostawa
checkout-pickup = Odbiór w sklepie
checkout-pickup-hint = Przymierzysz, zanim weźmiesz
checkout-ship = Kurier do domu
checkout-ship-hint = 1–2 dni robocze
checkout-keep = { $count ->
    [one] Odłożymy dla Ciebie na { $count } dzień od chwili, gdy damy znać, że czeka.
   *[other] Odłożymy dla Ciebie na { $count } dni od chwili, gdy damy znać, że czeka.
}
checkout-has-all = jest wszystko
checkout-lacks = { $count ->
    [one] brakuje { $count } pozycji
   *[other] brakuje { $count } pozycji
}
checkout-contact = Twoje dane
checkout-guest = Bez zakładania konta. Masz już konto?
checkout-payment = Płatność
checkout-place = Zamawiam z obowiązkiem zapłaty
checkout-place-pay = Zamawiam i płacę
checkout-terms = Zamawiając, potwierdzasz obowiązek zapłaty i akceptujesz zasady zwrotów i prywatności opisane w dziale Pomoc.
checkout-change = Zmień koszyk
checkout-empty = Koszyk jest pusty, nie ma czego zamawiać
checkout-gone = Ktoś był szybszy: tego już nie wyślemy w takiej liczbie. Nic nie zostało zamówione, wpisane dane zostały.
checkout-gone-there = Ktoś był szybszy: tego już nie ma w wybranym sklepie. Wybierz inny sklep albo zmień koszyk. Wpisane dane zostały.
checkout-not-sold = Tego produktu już nie sprzedajemy. Usuń go z koszyka, a resztę zamówisz od razu.
checkout-no-pickup = W tym sklepie nie można teraz odbierać zamówień. Wybierz inny.
checkout-nowhere = Żaden sklep nie ma teraz wszystkiego. Zmień koszyk, a lista poniżej od razu pokaże, gdzie go odbierzesz.
checkout-nowhere-but = Żaden sklep nie ma teraz wszystkiego. Kurier może przywieźć całość, możesz też zmienić koszyk.
no-way-title = Nie przyjmujemy teraz zamówień w sieci
no-way-hint = W tej chwili nie możemy niczego odłożyć w sklepie ani wysłać. To, co wybierzesz, czeka w koszyku.
pay-on-pickup = Przy odbiorze
pay-on-pickup-hint = Kartą, telefonem lub gotówką, po przymierzeniu
pay-online = Online
pay-online-hint = BLIK lub karta
pay-credit = Użyj środków na koncie: { $amount }
pay-credit-hint = Płacą najpierw; resztę zapłacisz online.
wrong-credit = Środki na koncie nie wystarczą na całość. Resztę zapłać online.
checkout-credit-gone = Środki na koncie zostały w międzyczasie wydane. Sprawdź płatność jeszcze raz.
field-name = Imię i nazwisko
field-email = E-mail
field-email-hint = Tu przyjdzie potwierdzenie i wiadomość, że zamówienie czeka.
field-phone = Telefon
field-phone-hint = Potrzebny kurierowi; przy odbiorze nie jest konieczny.
field-street = Ulica i numer
field-postcode = Kod pocztowy
field-city = Miejscowość
wrong-email = Wpisz adres e-mail, na przykład anna@poczta.pl
wrong-phone = Wpisz numer telefonu, na przykład 601 234 567
wrong-phone-needed = Kurier potrzebuje numeru telefonu
wrong-phone-taken = Ten numer należy do innego profilu. Obsługa w sklepie pomoże to wyjaśnić.
wrong-name = Wpisz imię i nazwisko
wrong-store = Wybierz sklep, w którym odbierzesz zamówienie
wrong-delivery = Wysyłka jest chwilowo niedostępna. Wybierz odbiór w sklepie.
wrong-payment = Płatność online jest chwilowo niedostępna. Zapłać przy odbiorze.
wrong-street = Wpisz ulicę z numerem domu
wrong-postcode = Kod pocztowy ma postać 00-000
wrong-city = Wpisz miejscowość

order-title = Zamówienie { $number }
order-is-placed = Odłożone dla Ciebie
order-lead-placed = Przyjęliśmy zamówienie i odłożyliśmy towar. Napiszemy, gdy będzie czekać przy kasie.
order-is-placed-ship = Zamówienie przyjęte
order-lead-placed-ship = Pakujemy. Napiszemy, gdy paczka wyjdzie.
order-is-pending = Czekamy na płatność
order-lead-pending = Towar jest odłożony. Gdy bank potwierdzi płatność, ta strona sama się zmieni.
order-pay-later = Towar jest odłożony, ale strona płatności chwilowo nie odpowiada. Spróbuj za chwilę.
order-is-picked = Zebrane, zaraz będzie gotowe
order-lead-picked = Ktoś z obsługi ma już Twoje rzeczy w ręku.
order-is-ready = Czeka na Ciebie
order-lead-ready = Pokaż kod przy kasie. Możesz przymierzyć, zanim weźmiesz.
order-is-collected = Odebrane
order-lead-collected = Dziękujemy.
order-is-shipped = W drodze
order-lead-shipped = Paczka wyszła. Kurier przyjedzie w ciągu 1–2 dni roboczych.
order-is-cancelled = Anulowane
order-lead-cancelled = Nic nie zostanie pobrane; co było zapłacone, wraca tą samą drogą.
order-is-expired = Rezerwacja wygasła
order-lead-expired = Czas minął i rzeczy wróciły na półkę. Zawsze możesz zamówić ponownie.
order-waiting = Czekamy na potwierdzenie z banku…
order-pay = Przejdź do płatności
order-paid-now = Opłacone, dziękujemy
order-code = Kod odbioru
order-code-hint = Podaj go przy kasie albo pokaż ten obrazek.
order-due = Odbierz do: { $day }
order-parcel = Paczka
order-tracking = Numer przesyłki: { $number }
order-cancel = Rezygnuję z zamówienia
order-cancel-hint = Rzeczy wrócą na półkę od razu. Co zapłacone, oddamy.
order-cancel-do = Anuluj zamówienie
order-cancelled-now = Zamówienie anulowane
order-points = { $count ->
    [one] { $count } punkt za to zamówienie
    [few] { $count } punkty za to zamówienie
   *[many] { $count } punktów za to zamówienie
}
payment-due-at-pickup = Płatność przy odbiorze
payment-pending = Płatność w toku
payment-authorised = Opłacone
payment-overdue = Czeka na zapłatę
payment-paid = Opłacone
payment-partly-refunded = Opłacone, częściowo zwrócone
payment-refunded = Zwrócone
payment-unpaid = Nieopłacone
step-placed = Przyjęte
step-paid = Opłacone
step-picked = Zebrane
step-ready = Gotowe do odbioru
step-collected = Odebrane
step-shipped = Wysłane
step-cancelled = Anulowane
step-expired = Wygasło
state-cancelled = anulowane
state-expired = wygasło
state-shipped = wysłane
state-bought = kupione w sklepie
state-collected = odebrane
state-pending = czeka na płatność
state-ready = do odbioru
state-in-progress = w przygotowaniu

sign-in-title = Zaloguj się
sign-in-lead = Podaj e-mail. Wyślemy kod, hasło nie jest potrzebne. Jeśli nie masz konta, założymy je od razu.
sign-in-send = Wyślij kod
sign-in-code-title = Sprawdź pocztę
sign-in-sent = Kod wysłaliśmy na { $email }. Jest ważny 10 minut.
sign-in-code = Kod z wiadomości
sign-in-do = Zaloguj
sign-in-again = Wyślij nowy kod
sign-in-other = Inny adres
sign-in-done = Jesteś w środku
sign-in-wrong-code = { $count ->
    [one] To nie ten kod. Została { $count } próba.
    [few] To nie ten kod. Zostały { $count } próby.
   *[many] To nie ten kod. Zostało { $count } prób.
}
sign-in-code-expired = Ten kod już nie działa. Poproś o nowy.
sign-in-too-many = Wysłaliśmy już kilka kodów. Kolejny za { $count } min.
signed-out = Wylogowano
sign-out-everywhere = Wyloguj na wszystkich urządzeniach
club-points = Punkt za każdą złotówkę, w sieci i w sklepach
club-receipts = Wszystkie paragony i zamówienia w jednym miejscu
club-basket = Ten sam koszyk na każdym urządzeniu
account-title = Twoje konto
account-hello = Dzień dobry
account-hello-name = Dzień dobry, { $name }
account-by-parcel = kurier
account-saved = Zapisano
points-title = Punkty
points-spendable = punktów do wykorzystania
account-credit = Środki na koncie: { $amount }
points = { $count ->
    [one] { $count } punkt
    [few] { $count } punkty
   *[many] { $count } punktów
}
points-pending = { $count ->
    [one] { $count } punkt w drodze
    [few] { $count } punkty w drodze
   *[many] { $count } punktów w drodze
}
points-from = od { $day }
points-none = Pierwsze punkty pojawią się tu zaraz po zakupie.
points-history = Historia punktów
points-earned = Za zakupy
points-reversed = Po zwrocie
card-title = Karta klienta
card-label = Kod karty klienta
card-hint = Pokaż przy kasie, a zakupy i punkty trafią na Twoje konto.
orders-title = Zamówienia i paragony
orders-none = Jeszcze nic tu nie ma
orders-none-hint = Zamówienia z sieci i zakupy w sklepach z kartą klienta pojawią się tutaj.
orders-more = Starsze
profile-title = Twoje dane
profile-phone-hint = Po numerze telefonu rozpoznamy Cię też przy kasie.
profile-language = Język wiadomości

help-title = Pomoc
help-pickup = Odbiór w sklepie jest zawsze bezpłatny. Rezerwujemy towar w chwili zamówienia, przygotowujemy go w godzinach otwarcia i piszemy, gdy czeka.
help-pay-anywhere = Zapłacisz online albo przy kasie, po przymierzeniu.
help-pay-there = Zapłacisz przy kasie, po przymierzeniu.
help-ship-free = Dostawa kurierem jest bezpłatna i trwa 1–2 dni robocze.
help-ship-fee = Dostawa kurierem kosztuje { $fee } i trwa 1–2 dni robocze.
help-ship-limit = Dostawa kurierem kosztuje { $fee }, a od { $limit } jest bezpłatna. Trwa 1–2 dni robocze.
help-complaints = { $count ->
    [one] Reklamację przyjmie każdy sklep i nasz adres e-mail. Odpowiadamy w ciągu { $count } dnia.
   *[other] Reklamację przyjmie każdy sklep i nasz adres e-mail. Odpowiadamy w ciągu { $count } dni.
}
help-privacy-title = Prywatność
help-privacy = Używamy plików cookie, bez których sklep nie działa: koszyk, logowanie, wybrany język, miejsce i sklep. Zapisujemy, co oglądasz w naszym sklepie, aby doradzić Ci przy kasie i w rozmowie; nie przekazujemy tego reklamodawcom. Podane miejsce zostaje w Twojej przeglądarce.

refusal-title = Coś poszło nie tak
refusal-missing-title = Nie ma takiej strony
refusal-missing = Adres jest nieaktualny albo ktoś się pomylił. Może to, czego szukasz, jest w kolekcji.
refusal-forbidden = Do tego nie masz dostępu.
refusal-conflict = W międzyczasie coś się zmieniło. Odśwież stronę i spróbuj jeszcze raz.
refusal-often = Za dużo prób naraz. Odczekaj chwilę.
refusal-busy = Jest teraz tłoczno. Spróbuj za chwilę, nic nie zginęło.
refusal-wrong = Tego formularza nie da się przyjąć. Wróć i spróbuj jeszcze raz.
refusal-broken = Zawiedliśmy po naszej stronie. Już o tym wiemy. Spróbuj za chwilę.
refusal-storefront-foreign-form = Ten formularz jest nieaktualny. Wróć, odśwież stronę i wyślij go jeszcze raz.
refusal-look = Zobacz kolekcję

foot-withdraw = Odstąp od umowy lub zwróć
policy-goodwill = { $count ->
    [one] Masz { $count } dzień na zwrot bez podania przyczyny, w dowolnym sklepie, niezależnie od tego, gdzie kupiono.
   *[other] Masz { $count } dni na zwrot bez podania przyczyny, w dowolnym sklepie, niezależnie od tego, gdzie kupiono.
}
policy-withdrawal = { $count ->
    [one] Od zakupu w sieci możesz odstąpić w ciągu { $count } dnia od dostawy.
   *[other] Od zakupu w sieci możesz odstąpić w ciągu { $count } dni od dostawy.
}
policy-money = Pieniądze ruszają w drogę w chwili przyjęcia zwrotu, tak, jak przyszły.
policy-parcel-shopper = Odesłanie paczką opłacasz we własnym zakresie.
policy-parcel-free = Odesłanie paczką opłacamy my.
return-start = Zwróć rzeczy
return-until = Na zwrot masz czas do: { $day }.
return-title = Zwrot z zamówienia { $number }
return-code-title = Zwrot { $code }
return-what = Co zwracasz?
return-pieces = Ile sztuk
return-units = { $count ->
    [0] nie zwracam
    [one] { $count } sztuka
    [few] { $count } sztuki
   *[other] { $count } sztuk
}
return-why = Dlaczego
return-nothing = Z tego zamówienia nie ma już czego zwrócić.
return-how = Jak chcesz to oddać?
return-way-store = W sklepie
return-way-store-hint = Dowolnym. Bez czekania: pieniądze ruszają od razu.
return-way-parcel = Paczką
return-shown = E-mail lub telefon z zamówienia
return-shown-hint = Po tym poznamy, że to Twoje zamówienie.
return-shown-needed = Podaj e-mail albo telefon z zamówienia.
return-next = Dalej
return-choose = Wybierz przynajmniej jedną rzecz.
return-check = Sprawdź i potwierdź
return-check-hint = Potwierdzenie z datą i godziną wyślemy e-mailem. Nie musisz podawać nic więcej.
return-money = Oddamy
return-confirm = Potwierdzam zwrot
return-change = Zmień
return-opened-now = Zwrot zgłoszony
return-is-expected = Zwrot zgłoszony
return-is-received = Zwrot dotarł
return-is-accepted = Zwrot przyjęty
return-is-rejected = Zwrot nieprzyjęty
return-is-cancelled = Zwrot odwołany
return-lead-store = Przynieś rzeczy do dowolnego sklepu do: { $day }.
return-lead-parcel = Wyślij paczkę z etykietą do: { $day }.
return-lead-received = Obejrzymy rzeczy i od razu oddamy pieniądze.
return-lead-accepted = Pieniądze są już w drodze, tą samą drogą, którą przyszły.
return-lead-paid = Pieniądze wróciły do Ciebie.
return-lead-rejected = Rzeczy czekają na Ciebie tam, gdzie je przyjęto.
return-lead-cancelled = Rzeczy zostają u Ciebie.
return-code = Kod zwrotu
return-code-store = Pokaż go przy kasie.
return-code-parcel = Jest na etykiecie. Możesz go też napisać na paczce.
return-label = Etykieta do druku
return-label-to = Do:
return-label-inside = W paczce
return-label-hint = Przyklej na paczce albo włóż do środka. Zachowaj dowód nadania.
return-keep = Jednak zostawiam
return-keep-hint = Odwołamy zwrot. Możesz zgłosić go ponownie w terminie.
return-keep-do = Odwołaj zwrot
return-cancelled-now = Zwrot odwołany
return-refunded = Oddajemy
return-document = Korekta { $number }
return-step-opened = Zgłoszony
return-step-received = U nas
return-step-accepted = Przyjęty
return-step-refunded = Pieniądze u Ciebie
return-reason-too-small = Za małe
return-reason-too-large = Za duże
return-reason-changed-mind = Zmiana zdania
return-reason-not-as-shown = Inne niż na zdjęciu
return-reason-damaged = Uszkodzone
return-reason-wrong-item = Nie ta rzecz
return-reason-late = Przyszło za późno
return-reason-other = Coś innego
return-refusal-worn = Były używane.
return-refusal-incomplete = Czegoś brakuje.
return-refusal-not-ours = To nie są rzeczy od nas.
return-refusal-unsealed = Plomba jest zerwana.
return-refusal-too-late = Przyszły po terminie.
return-refusal-other = Odezwiemy się z wyjaśnieniem.
excluded-custom-made = Zrobione na zamówienie: nie podlega zwrotowi.
excluded-perishable = Szybko się psuje: nie podlega zwrotowi.
excluded-hygiene = Ze względów higienicznych nie podlega zwrotowi.
excluded-sealed-media = Po otwarciu nie podlega zwrotowi.
excluded-press = Prasa nie podlega zwrotowi.
excluded-digital = Treści cyfrowe nie podlegają zwrotowi.
return-find-title = Zwrot lub odstąpienie od umowy
return-find-number = Numer zamówienia
return-find-number-hint = Jest w e-mailu i na paragonie.
return-find-go = Szukaj zamówienia
return-find-nothing = Nie znamy takiego zamówienia z tym adresem lub telefonem.
return-find-account = Moje zamówienia
refusal-orders-too-late = Termin zwrotu minął. Jeśli z rzeczą jest coś nie tak, złóż reklamację.
refusal-orders-wrong-proof = To nie jest e-mail ani telefon z tego zamówienia.
refusal-orders-nothing-to-return = Tyle sztuk nie da się już zwrócić: wróciły albo są zgłoszone.
refusal-orders-not-returnable = Tej rzeczy nie można zwrócić bez podania przyczyny.
order-drop = Rezygnuję z części zamówienia
order-drop-hint = Ile sztuk ma nie przychodzić? Reszta bez zmian. Co za nie zapłacono, oddamy.
order-drop-do = Rezygnuję z tych sztuk
order-drop-choose = Wybierz, z ilu sztuk rezygnujesz.
order-dropped = Gotowe. Reszta zamówienia bez zmian.
order-drop-late = Za późno: ktoś już pakuje te rzeczy. Tak wygląda zamówienie teraz.
complaint-title = Reklamacje do zamówienia { $number }
complaint-link = Coś jest nie tak
complaint-new = Co jest nie tak?
complaint-line = Która rzecz
complaint-what = Co jest z nią nie tak
complaint-since = Od kiedy
complaint-demand = Czego żądasz
demand-repair = Naprawy
demand-replacement = Wymiany
demand-reduction = Zwrotu części ceny
demand-withdrawal = Zwrotu pieniędzy za rzecz
complaint-amount = Jaka część ceny
complaint-amount-hint = Tylko gdy żądasz zwrotu części ceny.
complaint-right = Twoje prawo
complaint-law = Za zgodność towaru z umową odpowiadamy dwa lata. Odpowiadamy w ciągu 14 dni; jeśli nie odpowiemy, Twoje żądanie uważa się za uznane.
complaint-send = Wyślij reklamację
complaint-nothing = Nie masz nic z tego zamówienia, więc nie ma czego reklamować.
complaint-fill = Popraw to pole.
complaint-opened-now = Mamy Twoją reklamację { $code }.
complaint-withdraw = Wycofuję
complaint-withdrawn-now = Reklamacja wycofana.
complaint-by = Odpowiemy do { $day }
complaint-is-open = sprawdzamy
complaint-is-agreed = uznana
complaint-is-settled = załatwiona
complaint-is-refused = nieuznana
complaint-is-withdrawn = wycofana
remedy-repair = Naprawimy.
remedy-replace = Wymienimy: przynieś rzecz do dowolnego sklepu, z kodem zwrotu z naszego maila.
remedy-reduce = Oddamy część ceny.
remedy-refund = Przyjmiemy rzecz i oddamy pieniądze: przynieś ją do dowolnego sklepu, z kodem zwrotu z naszego maila.
remedy-reduced = Oddajemy Ci { $amount }.
refusal-orders-nothing-to-complain = Nie masz tylu sztuk albo już je reklamujesz.

checkout-locker = Automat paczkowy
checkout-locker-hint = Odbierzesz, kiedy chcesz
checkout-no-lockers = Podaj miasto lub kod pocztowy, a pokażemy najbliższe automaty.
wrong-locker = Wybierz automat z listy. Wybrany jest zamknięty albo go nie ma.
order-track = Śledź przesyłkę
parcel-handed_over = Przekazana przewoźnikowi
parcel-in_transit = W drodze
parcel-ready = Czeka w automacie
parcel-delivered = Doręczona
parcel-returned = Wraca do nas
parcel-lost = Przewoźnik jej szuka
parcel-step-in_transit = W drodze
parcel-step-out_for_delivery = W doręczeniu
parcel-step-ready = Czeka w automacie
parcel-step-delivered = Doręczona
parcel-step-returned = Wraca do nas
parcel-step-lost = Przewoźnik jej szuka
