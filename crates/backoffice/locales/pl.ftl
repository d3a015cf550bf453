# Słowa zaplecza.

## Powłoka
nav-home = Pulpit
nav-selling = Sprzedaż
nav-queue = Do wydania
nav-orders = Zamówienia
nav-people = Klienci
nav-offer = Oferta i towar
nav-products = Produkty
nav-stock = Stany
nav-locations = Miejsca
nav-house = Firma
nav-access = Zespół i dostęp
nav-system = System
nav-me = Moje konto
shell-all-places = Wszystkie moje miejsca
role-administrator = Administrator
role-store = Sklep
role-agent = Obsługa klienta
role-merchandiser = Oferta
print = Drukuj
on = Włączone
off = Wyłączone
set = Ustawiony
not-set = Nieustawiony
all-of-them = Wszystkie
field-name = Nazwa
field-email = E-mail
field-phone = Telefon
field-roles = Role
field-places = Miejsca
field-when = Kiedy
field-who = Kto
field-what = Co
field-state = Stan

## Wejście
sign-in-title = Logowanie dla zespołu
sign-in-email = E-mail
sign-in-password = Hasło
sign-in-go = Zaloguj
sign-in-code-title = Drugi składnik
sign-in-code = Kod
sign-in-code-hint = Wpisz kod z aplikacji uwierzytelniającej albo jeden z kodów zapasowych.
sign-in-confirm = Potwierdź
sign-in-wrong-code = Ten kod nie pasuje. Sprawdź zegar telefonu i użyj następnego kodu.
sign-in-wait-seconds = { $count ->
    [one] Za dużo prób. Odczekaj { $count } sekundę.
    [few] Za dużo prób. Odczekaj { $count } sekundy.
   *[many] Za dużo prób. Odczekaj { $count } sekund.
}
sign-in-wait-minutes = { $count ->
    [one] Za dużo prób. Odczekaj { $count } minutę.
    [few] Za dużo prób. Odczekaj { $count } minuty.
   *[many] Za dużo prób. Odczekaj { $count } minut.
}

## Kłopoty
problem-title = Nie udało się
problem-home = Na pulpit
problem-other = Nie udało się tego zrobić. Sprawdź dane i spróbuj jeszcze raz.
problem-field = Popraw to pole
problem-backoffice-not-found = Nie ma takiej strony albo nie masz do niej dostępu.
problem-backoffice-broken-form = Formularz przyszedł uszkodzony. Wczytaj stronę ponownie.
problem-backoffice-broken-upload = Przesyłanie pliku się nie powiodło. Plik może mieć najwyżej 10 MB.
problem-kernel-denied = Nie masz uprawnień do tej czynności.
problem-kernel-busy = System jest chwilowo zajęty. Spróbuj za moment.
problem-kernel-internal = Coś poszło źle po naszej stronie.
problem-access-wrong-credentials = E-mail lub hasło się nie zgadza.
problem-access-forged-form = Formularz stracił ważność. Wczytaj stronę ponownie i spróbuj jeszcze raz.
problem-access-signed-out = Zaloguj się ponownie.
problem-access-weak-password = Hasło musi mieć od 10 do 200 znaków.
problem-access-not-a-pin = PIN ma od 4 do 6 cyfr.
problem-access-wrong-code = Ten kod nie pasuje. Sprawdź zegar telefonu i użyj następnego kodu.
problem-access-nothing-to-confirm = Zacznij ustawianie drugiego składnika od nowa.
problem-access-email-taken = Ktoś inny ma już ten adres e-mail.
problem-access-not-an-email = To nie jest adres e-mail.
problem-access-no-location = Kto pracuje tylko w sklepach, musi mieć przypisany sklep.
problem-access-stale = Ktoś zmienił to w międzyczasie. Wczytaj stronę ponownie.
problem-access-unknown-staff = Nie ma takiej osoby w zespole.

## Moje konto
me-account = Konto
me-session = Ta sesja
me-session-seen = Ostatnio widziana
me-session-until = Ważna do
me-sign-out-everywhere = Wyloguj ze wszystkich urządzeń
me-screen = Ekran
me-password = Hasło
me-password-old = Obecne hasło
me-password-new = Nowe hasło
me-password-again = Nowe hasło jeszcze raz
me-password-hint = Co najmniej 10 znaków. Po zmianie zalogujesz się ponownie.
me-password-save = Zmień hasło
me-password-differs = Te hasła się różnią.
me-password-wrong = To nie jest obecne hasło.
me-pin = PIN do kasy
me-pin-new = Nowy PIN
me-pin-hint = Od 4 do 6 cyfr. Nim logujesz się do kasy w swoim sklepie.
me-pin-save = Ustaw PIN
me-pin-set = PIN ustawiony
me-code = Drugi składnik
me-code-hint = Kod z telefonu przy każdym logowaniu chroni konto nawet wtedy, gdy ktoś pozna hasło.
me-code-on-hint = Przy logowaniu pytamy o kod z aplikacji. Wyłączenie wymaga hasła.
me-code-start = Włącz drugi składnik
me-code-scan = Zeskanuj ten kod w aplikacji uwierzytelniającej i wpisz sześć cyfr, które pokaże.
me-code-type = Albo przepisz sekret:
me-code-confirm = Potwierdź kod
me-code-remove = Wyłącz drugi składnik
me-code-removed = Drugi składnik wyłączony
me-recovery = Kody zapasowe
me-recovery-hint = Drugi składnik działa. Zapisz te kody: każdy zadziała raz, gdy telefonu nie będzie pod ręką. Nie pokażemy ich ponownie.
me-recovery-done = Kody zapisane

## Produkty
product = Produkt
product-new = Nowy produkt
product-categories = Kategorie
product-colours = Kolory
product-variants = Warianty
product-price = Cena
products-count = { $count ->
    [one] { $count } produkt
    [few] { $count } produkty
   *[many] { $count } produktów
}
products-search = Nazwa, SKU albo EAN
products-any-category = Każda kategoria
products-any-status = Każdy stan
products-sort = Kolejność
products-sort-new = Najnowsze
products-sort-name = Według nazwy
products-none-title = Nic tu nie pasuje
products-none = Filtr ukrywa wszystkie produkty.
products-empty-title = Nie ma jeszcze produktów
products-empty = Dodaj pierwszy produkt albo wczytaj katalog poleceniem „spoina import”.
status-draft = Szkic
status-published = Opublikowany
status-archived = W archiwum
price-reduced = obniżona
price-missing = brak ceny
stock-available = Dostępne
product-tab-edit = Opis i warianty
product-tab-prices = Ceny
product-tab-stock = Stany
product-in-shop = Zobacz w sklepie
product-texts = Teksty
product-key = Adres w sklepie
product-key-hint = Małe litery a–z, cyfry i łączniki.
product-key-new-hint = Małe litery a–z, cyfry i łączniki; puste pole: z nazwy.
product-name = Nazwa
product-lead = Jedno zdanie pod nazwą
product-description = Opis
product-features = Cechy, jedna w wierszu
product-material = Skład i materiał
product-care = Pielęgnacja
product-seo-title = Tytuł dla wyszukiwarek
product-seo-description = Opis dla wyszukiwarek
product-shown = Sprzedaż
product-brand = Marka
product-main-category = Kategoria główna
product-attributes = Właściwości
product-keep = W ofercie
product-weight = Waga (g)
product-new-rows = Nowe warianty
product-new-rows-hint = Wypełnij SKU w pustym wierszu, aby dodać wariant.
product-pictures = Zdjęcia
product-drop = Upuść tu zdjęcia albo wybierz pliki
product-drop-types = PNG, JPEG, WebP, AVIF albo SVG, do 10 MB
product-drop-wrong = To nie są zdjęcia
product-upload = Prześlij
product-alt-pl = Opis zdjęcia po polsku
product-alt-en = Opis zdjęcia po angielsku
product-picture-colour = Dotyczy koloru
product-picture-any = każdy kolor
product-picture-place = Kolejność
product-picture-remove = Usuń z produktu
product-saved = Produkt zapisany
product-pictures-added = { $count ->
    [one] Dodano { $count } zdjęcie
    [few] Dodano { $count } zdjęcia
   *[many] Dodano { $count } zdjęć
}
product-first-save = Najpierw zapisz produkt, potem dodaj zdjęcia i ceny.
product-stale = Ktoś zapisał ten produkt, gdy go edytowano. Poniżej widać różnice; ponowny zapis zachowa Twoją wersję.
product-stale-field = Pole
product-stale-theirs = Teraz zapisane
product-stale-yours = Twoja wersja
product-stale-none = Te same treści, zmieniło się coś poza tym formularzem.
product-version = Wersja { $version }
product-updated = Zmieniono { $at }
product-weight-wrong = Waga to liczba gramów.
product-sku-wrong = SKU ma od 1 do 64 znaków.
product-no-variants = Ten produkt nie ma wariantów. Dodaj pierwszy w pustym wierszu.
problem-catalog-stale = Ktoś zmienił ten produkt w międzyczasie.
problem-catalog-unknown-product = Nie ma takiego produktu.
problem-catalog-unknown-variant = Nie ma takiego wariantu.
problem-catalog-invalid-ean = To nie jest poprawny kod EAN.
problem-catalog-sku-taken = Ten SKU należy już do innego produktu.
problem-catalog-ean-taken = Ten EAN ma już inny wariant.
problem-catalog-invalid-media = Tego pliku nie pokażemy: przyjmujemy PNG, JPEG, WebP, AVIF i bezpieczne SVG do 10 MB.
problem-catalog-unknown-brand = Nie ma takiej marki.
problem-catalog-unknown-category = Nie ma takiej kategorii.
lang-pl = Polski
lang-en = Angielski

## Ceny
prices-list = Cennik
prices-now = Teraz
prices-since = Od
prices-before = Wcześniej
prices-lowest = Najniższa z 30 dni
prices-planned = Zaplanowane
prices-new = Nowa cena
prices-all = Jedna cena dla wszystkich
prices-fill = Wpisz wszędzie
prices-from = Obowiązuje od
prices-from-hint = Puste: od zaraz.
prices-save = Zapisz ceny
prices-saved = { $count ->
    [one] Zmieniono { $count } cenę
    [few] Zmieniono { $count } ceny
   *[many] Zmieniono { $count } cen
}
prices-same = Te ceny już obowiązują
prices-wrong = To nie jest kwota.
prices-moment-wrong = To nie jest data z godziną.
prices-history = Historia cen
prices-no-list = Nie ma jeszcze cennika.
problem-pricing-backdated = Cena nie może obowiązywać od przeszłości.
problem-pricing-invalid-price = To nie jest możliwa cena.
problem-pricing-meanwhile = Ktoś zmienił te ceny w tej samej chwili. Spróbuj ponownie.

## Stany
place = Miejsce
sum = Razem
stock-available-by-place = Dostępne w miejscach
stock-all-places = Wszystkie miejsca
stock-any-level = Każdy stan
stock-below-zero = Brakuje obiecanych
stock-sold-out = Wyprzedane
stock-low = Mniej niż 3
stock-on-hand = Na miejscu
stock-reserved = Obiecane
stock-unavailable = Niesprzedawalne
stock-safety = Zapas
stock-none-title = Nic tu nie leży
stock-none = W tym miejscu nie ma jeszcze towaru.
stock-none-filter = Filtr ukrywa wszystkie stany.
stock-none-of-product = Tego produktu nie ma w żadnym miejscu.
stock-short = { $count ->
    [one] { $count } brak
    [few] { $count } braki
   *[many] { $count } braków
}
stock-short-title = Braki
stock-short-hint = Obiecano więcej, niż jest na miejscu.
stock-short-none-title = Niczego nie brakuje
stock-short-none = Wszystkie obietnice mają pokrycie w towarze.
stock-missing = Brakuje
stock-worst = Najgorzej
stock-position = Pozycja
stock-ledger = Księga ruchów
stock-no-moves-title = Brak ruchów
stock-no-moves = Pierwsze przyjęcie albo liczenie pojawi się tutaj.
stock-change = Zmiana
stock-after = Po zmianie
stock-counted = policzono { $count }
stock-aside = odłożono { $count }
stock-tell = Zgłoś zdarzenie
stock-tell-go = Zapisz zdarzenie
stock-told = Zapisano w księdze
stock-units = Ile sztuk
stock-units-hint = Liczenie i zapas: ile jest. Korekta i odłożenie: liczba ze znakiem, na przykład −1.
stock-units-wrong = Wpisz liczbę całkowitą.
stock-choose-place = Wybierz miejsce.
stock-reference = Dokument albo uwaga
tell-received = Przyjęcie
tell-counted = Liczenie
tell-adjusted = Korekta
tell-found = Znalezione
tell-damaged = Zniszczone
tell-lost = Zaginione
tell-aside-damaged = Odłożone: uszkodzone
tell-aside-quality = Odłożone: kontrola jakości
tell-aside-display = Odłożone: ekspozycja
tell-safety = Zapas bezpieczeństwa
cause-received = Przyjęcie
cause-sold = Sprzedaż
cause-shipped = Wysyłka
cause-returned = Zwrot
cause-counted = Liczenie
cause-adjusted = Korekta
cause-damaged = Zniszczenie
cause-lost = Zaginięcie
cause-found = Znalezienie
cause-transferred = Przesunięcie
cause-set_aside = Odłożenie
bucket-damaged = uszkodzone
bucket-quality_check = kontrola jakości
bucket-display = ekspozycja
actor-system = System
actor-visitor = Gość sklepu
actor-person = Klient
actor-key = Klucz API
problem-inventory-out-of-stock = Nie ma tylu sztuk do obiecania.
problem-inventory-unknown-location = Nie ma takiego miejsca.
problem-inventory-id-taken = Ten formularz już zapisano z innymi danymi. Wczytaj stronę ponownie.
problem-inventory-not-set-aside = Tyle sztuk nie jest odłożonych.
problem-inventory-invalid = Tej liczby nie da się zapisać.
problem-inventory-code-taken = Ten kod ma już inne miejsce.
problem-inventory-stale = Ktoś zmienił to miejsce w międzyczasie. Wczytaj stronę ponownie.

## Miejsca
place-new = Nowe miejsce
place-code = Kod
place-code-hint = Małe litery a–z, cyfry i łączniki.
place-kind = Rodzaj
place-seller = Sprzedawca
place-address = Adres
place-street = Ulica i numer
place-postcode = Kod pocztowy
place-city = Miejscowość
place-country = Kraj
place-lat = Szerokość geograficzna
place-lon = Długość geograficzna
place-point-wrong = Wpisz szerokość od −90 do 90 i długość od −180 do 180.
place-hours = Godziny otwarcia
place-hours-hint = Na przykład 10:00-20:00. Kilka przedziałów rozdziel przecinkiem; puste pole znaczy: zamknięte.
place-hours-wrong = Godziny zapisz jak 10:00-20:00.
place-exceptions = Święta i wyjątki
place-exceptions-hint = Jeden dzień w wierszu: 2026-12-24 10:00-14:00. Sama data znaczy: zamknięte.
place-exception-wrong = Nie rozumiem wiersza „{ $line }”.
place-can = Możliwości
place-saved = Miejsce zapisane
place-open-until = do { $time }
place-closed-until = otwarcie: { $day }, { $time }
place-no-hours = bez godzin otwarcia
place-open-now = Otwarte
place-shut-now = Zamknięte
place-shut = zamknięte
place-active = Czynne
place-closed = Zlikwidowane
places-map = Mapa miejsc
places-none-title = Nie ma jeszcze miejsc
places-none = Dodaj magazyn i pierwszy sklep.
kind-warehouse = Magazyn
kind-store = Sklep
kind-supplier = Dostawca
kind-transit = W drodze
can-pickup = Odbiór zamówień
can-ship = Wysyłka paczek
can-till = Kasa
can-returns = Zwroty
weekday-0 = Poniedziałek
weekday-1 = Wtorek
weekday-2 = Środa
weekday-3 = Czwartek
weekday-4 = Piątek
weekday-5 = Sobota
weekday-6 = Niedziela

## Klienci
people-count = { $count ->
    [one] { $count } klient
    [few] { $count } klientów
   *[many] { $count } klientów
}
people-search = Nazwisko, e-mail, telefon albo karta
people-search-exact = Pełny e-mail, telefon albo numer karty
people-exact-only = Znajdziesz klienta po pełnym e-mailu, telefonie albo numerze karty.
people-ask-title = Kogo szukasz?
people-ask = Wpisz pełny e-mail, telefon albo zeskanuj kartę. Listę wszystkich klientów widzi tylko obsługa całej sieci.
people-empty-title = Nie ma jeszcze klientów
people-empty = Pierwsze zamówienie albo sprzedaż z kartą założy profil.
people-none-title = Nikogo nie znaleziono
people-none = Sprawdź pisownię albo poszukaj po innym identyfikatorze.
people-conflicts = { $count ->
    [one] { $count } konflikt tożsamości
    [few] { $count } konflikty tożsamości
   *[many] { $count } konfliktów tożsamości
}
person-name = Imię i nazwisko
person-card = Karta
person-since = Od
person-nameless = Bez nazwiska
person-audited = Każde otwarcie tego profilu zapisujemy w dzienniku dostępu.
person-timeline = Oś czasu
person-no-story-title = Nic tu nie ma
person-no-story = Brak zdarzeń tego rodzaju.
person-older = Starsze
person-identifiers = Identyfikatory
person-data = Dane
person-saved = Profil zapisany
person-looks = Kto tu zaglądał
person-conflict = { $value } ma także inny profil.
person-conflict-other = Pokaż drugi profil
person-points = Punkty
person-points-spendable = Do wykorzystania
person-points-pending = Oczekujące
person-points-until = dostępne { $date }
person-orders = Zamówienia
person-no-orders = Jeszcze nic nie kupiono.
id-email = E-mail
id-phone = Telefon
id-card = Karta lojalnościowa
id-external = Identyfikator z innego systemu
evidence-stated = podany
evidence-staff = przyjęty przez zespół
evidence-verified = potwierdzony
conflicts-title = Konflikty tożsamości
conflicts-hint = Ten sam identyfikator podały dwie osoby. Nic nie łączy się samo: obejrzyj oba profile i zdecyduj.
conflicts-none-title = Żadnych konfliktów
conflicts-none = Każdy identyfikator należy do jednej osoby.
conflict-value = Identyfikator
conflict-holder = Należy do
conflict-claimant = Podał też
conflict-close = Zostaw, jak jest
conflict-closed = Konflikt zamknięty
problem-customers-unknown-person = Nie ma takiego klienta.
problem-customers-phone-taken = Ten telefon należy do innego profilu.
problem-customers-invalid-phone = To nie jest numer telefonu.
problem-customers-unknown-conflict = Ten konflikt już zamknięto.

## Oś czasu
story-views = Wizyty
story-orders = Zakupy
story-mails = Wiadomości
story-points = Punkty
story-account = Konto
story-ad-click = Wejście z reklamy
story-page-view = Obejrzana strona
story-product-view = Obejrzany produkt
story-search = Wyszukiwanie
story-add-to-basket = Dodane do koszyka
story-remove-from-basket = Wyjęte z koszyka
story-checkout-started = Przejście do kasy
story-orders-placed = Złożone zamówienie
story-orders-paid = Zapłacone
story-orders-sold = Zakup w sklepie
story-orders-picked = Skompletowane
story-orders-ready = Czeka na odbiór
story-orders-handed-over = Odebrane w sklepie
story-orders-shipped = Wysłane
story-orders-cancelled = Anulowane
story-orders-expired = Wygasło
story-orders-rejected = Sklep nie znalazł towaru
story-payments-captured = Płatność
story-payments-failed = Nieudana płatność
story-payments-refunded = Zwrot pieniędzy
story-conversations-mail-sent = Wysłana wiadomość
story-conversations-mail-failed = Wiadomość nie doszła
story-loyalty-points-earned = Punkty naliczone
story-loyalty-points-reversed = Punkty cofnięte
story-loyalty-lot-ripened = Punkty do wykorzystania
story-customers-signed-in = Logowanie do konta
story-customers-person-created = Nowy profil
story-customers-person-changed = Zmiana danych
story-customers-visitor-recognised = Rozpoznana przeglądarka
story-points-many = { $count ->
    [one] { $count } punkt
    [few] { $count } punkty
   *[many] { $count } punktów
}
story-spendable = do wykorzystania od { $date }
mail-order-placed = potwierdzenie zamówienia
mail-order-ready = zamówienie czeka
mail-order-expired = zamówienie wygasło
mail-order-cancelled = zamówienie anulowane
mail-handed-over = podziękowanie i paragon
mail-shipped = paczka wysłana
mail-payment-failed = nieudana płatność
mail-login-code = kod logowania

## Zespół
team-tab = Zespół
team-new = Nowa osoba
team-safety = Zabezpieczenia
team-active = Pracuje
team-suspended = Zablokowane
team-first-password = Pierwsze hasło
team-places-hint = Kto pracuje tylko w sklepach, musi mieć sklep. Bez miejsc inne role działają w całej sieci.
team-added = Osoba dodana
team-saved = Zapisano
team-password-hint = Ta osoba zostanie wylogowana wszędzie.
team-password-set = Hasło zmienione
team-code-hint = Gdy telefon przepadł: wyłącz i poproś o ponowne włączenie.
team-not-yourself = Nie możesz odebrać dostępu sobie.
me-password-hint-short = Co najmniej 10 znaków.
role-administrator-hint = Wszystko, wszędzie.
role-store-hint = Kolejka, kasa i półka w przypisanych sklepach.
role-agent-hint = Zamówienia i klienci całej sieci.
role-merchandiser-hint = Produkty, ceny i stany.
copy = Kopiuj
keys-title = Klucze API
keys-new = Nowy klucz
keys-create = Utwórz klucz
keys-shown = Nowy klucz
keys-shown-hint = Skopiuj go teraz. Nie pokażemy go ponownie.
keys-none-title = Nie ma kluczy
keys-none = Klucz wpuszcza inny system do API.
keys-rights = Uprawnienia
keys-used = Ostatnio użyty
keys-by = Utworzył
keys-revoke = Unieważnij
keys-revoked = Klucz unieważniony
keys-revoked-state = Unieważniony
keys-name-hint = Do czego służy, na przykład „ERP”.
keys-kind = Rodzaj
keys-kind-hint = Klucz jawny może tylko to, co każdy kupujący.
keys-secret = Tajny, dla serwera
keys-publishable = Jawny, dla przeglądarki
keys-places = Miejsca (brak wyboru: cała sieć)
keys-no-rights = Wybierz przynajmniej jedno uprawnienie.
right-catalog-manage = Produkty: zmiany
right-prices-manage = Ceny: zmiany
right-locations-manage = Miejsca: zmiany
right-stock-read = Stany: odczyt
right-stock-adjust = Stany: zmiany
right-stock-reserve = Rezerwacje
right-orders-read = Zamówienia: odczyt
right-orders-manage = Zamówienia: zmiany
right-orders-fulfil = Kompletowanie i wydawanie
right-till-sell = Sprzedaż w kasie
right-payments-take = Przyjmowanie płatności
right-people-read = Klienci: odczyt
right-people-manage = Klienci: zmiany
right-loyalty-manage = Program lojalnościowy
right-access-manage = Zespół i klucze
right-settings-manage = Ustawienia
right-events-read = Zdarzenia systemu
right-shop = Zakupy
trail-title = Dziennik dostępu
trail-subject = Kogo lub co (identyfikator)
trail-actor = Kto (identyfikator)
trail-whom = Kogo, co
trail-none-title = Brak wpisów
trail-none = Nic nie pasuje do filtra.
trail-person-read = Odczyt profilu klienta
trail-staff-signed-in = Logowanie
trail-staff-password-set = Zmiana hasła
trail-staff-pin-set = Zmiana PIN-u
trail-staff-second-factor-on = Drugi składnik włączony
trail-staff-second-factor-off = Drugi składnik wyłączony
trail-staff-added = Nowa osoba w zespole
trail-staff-changed = Zmiana uprawnień
trail-key-created = Nowy klucz API
trail-key-revoked = Klucz API unieważniony
trail-system-unparked = Ponowienie wstrzymanych zdarzeń
trail-system-job-retried = Ponowienie zadania

## Zamówienia
orders-count = { $count ->
    [one] { $count } zamówienie
    [few] { $count } zamówienia
   *[many] { $count } zamówień
}
orders-new = { $count ->
    [one] { $count } nowe zamówienie – pokaż
    [few] { $count } nowe zamówienia – pokaż
   *[many] { $count } nowych zamówień – pokaż
}
orders-search = Numer, nazwisko, e-mail albo telefon
orders-any-life = Każdy stan
orders-any-payment = Każda płatność
orders-any-progress = Każda realizacja
orders-any-channel = Każdy kanał
orders-from = od
orders-to = do
orders-from-chip = od { $date }
orders-to-chip = do { $date }
orders-number = Numer
orders-customer = Klient
orders-channel = Kanał
orders-life = Zamówienie
orders-payment = Płatność
orders-progress = Realizacja
orders-work = Gdzie i na jakim etapie
orders-pieces = Sztuk
orders-total = Wartość
orders-placed = Złożone
orders-empty-title = Nie ma jeszcze zamówień
orders-empty = Pierwsze pojawi się tu samo, z każdego kanału.
orders-none-title = Nic tu nie pasuje
orders-none = Filtr ukrywa wszystkie zamówienia.
life-placed = W toku
life-completed = Zakończone
life-cancelled = Anulowane
life-expired = Wygasło
payment-due_at_pickup = Przy odbiorze
payment-pending = Czeka na wpłatę
payment-paid = Opłacone
payment-partly_refunded = Częściowo zwrócone
payment-refunded = Zwrócone
payment-unpaid = Bez zapłaty
progress-unfulfilled = Niewydane
progress-partly_fulfilled = Wydane częściowo
progress-fulfilled = Wydane
work-on_hold = Wstrzymane
work-open = Do kompletacji
work-picked = Skompletowane
work-ready = Czeka na odbiór
work-collected = Odebrane
work-shipped = Wysłane
work-rejected = Odrzucone
work-expired = Wygasło
work-cancelled = Anulowane
work-code = Kod odbioru
work-bin = Półka
work-tracking = Numer przesyłki
work-ready-at = Gotowe
work-waits-until = Czeka do
work-closed = Zamknięte
work-why = Powód
work-at-till = Wydanie i zapłata odbywają się przy kasie: po kodzie, telefonie albo e-mailu.
mode-pickup = Odbiór w sklepie
mode-ship = Wysyłka
mode-counter = Sprzedaż przy kasie
act-pick = Skompletowane
act-stage = Odłóż na półkę
act-move = Przenieś
act-ship = Wysłane
act-reject = Nie możemy wydać
reject-not_found = Nie ma na półce
reject-damaged = Uszkodzone
reject-no_capacity = Brak czasu lub ludzi
reject-other = Inny
cancel-customer = Klient rezygnuje
cancel-staff = Decyzja zespołu
cancel-unpaid = Brak zapłaty
cancel-unavailable = Brak towaru
cancel-fraud = Podejrzenie oszustwa
proof-code = kod odbioru
proof-phone = numer telefonu
proof-email = adres e-mail
proof-number = numer zamówienia
proof-staff = sprawdzone przez zespół
order-title = Zamówienie { $number }
order-lines = Pozycje
order-ordered = Zamówione
order-open = Otwarte
order-given = Wydane
order-cancelled = Anulowane
order-gross = Wartość
order-history = Historia
order-events = Zdarzenia w dzienniku
order-profile = Profil klienta
order-no-person = Klient nie jest rozpoznany.
order-sum = Kwoty
order-delivery = Dostawa
order-tax = W tym VAT
order-owed = Należne
order-points = Punkty
order-payments = Płatności
order-no-payments = Nie ma jeszcze płatności.
order-captured = wpłynęło { $amount }
order-refunded = zwrócono { $amount }
order-receipts = Paragony
order-messages = Wiadomości
order-no-messages = Nic jeszcze nie wysłano.
order-cancel = Anuluj zamówienie
order-cancel-hint = Towar wraca na półkę, wpłacone pieniądze do klienta. Tego, co już wydano, to nie cofa.
order-keep = Zostaw zamówienie
order-did-pick = Zamówienie { $number } skompletowane
order-did-stage = Zamówienie { $number } czeka na odbiór
order-did-ship = Zamówienie { $number } wysłane
order-did-reject = Zamówienie { $number } odrzucone
order-did-cancel = Zamówienie { $number } anulowane
pick-list = Lista do kompletacji
pick-list-title = Kompletacja { $number }
pick-list-none = Nie ma czego kompletować
method-on_pickup = Przy odbiorze
method-online = Płatność internetowa
method-cash = Gotówka
method-card = Karta
intent-open = Otwarta
intent-pending = W toku
intent-authorised = Zablokowana
intent-captured = Wpłacona
intent-failed = Nieudana
intent-voided = Wycofana
intent-refunded = Zwrócona
intent-partly_refunded = Częściowo zwrócona
intent-partly_captured = Częściowo wpłacona
what-placed = Złożone
what-sold = Sprzedane przy kasie
what-paid = Zapłacone
what-payment_failed = Płatność nieudana
what-payment_opened = Płatność rozpoczęta
what-released = Zwolnione do realizacji
what-picked = Skompletowane
what-staged = Odłożone na półkę
what-handed_over = Wydane
what-shipped = Wysłane
what-rejected = Odrzucone
what-reallotted = Przydzielone na nowo
what-cancelled = Anulowane
what-expired = Wygasło
what-refund_granted = Przyznany zwrot
message-queued = W kolejce
message-sent = Wysłana
message-failed = Nie doszła
message-to = Do
message-subject = Temat
message-queued-at = Utworzona
message-sent-at = Wysłana
message-text = Wersja tekstowa
message-order = Zamówienie
message-resend = Wyślij ponownie
message-resent = Wiadomość wróciła do kolejki
message-secret = Treści tej wiadomości nie pokazujemy: zawierała kod do konta.
problem-orders-unknown-order = Nie ma takiego zamówienia.
problem-orders-unknown-fulfilment = Nie ma takiej realizacji.
problem-orders-wrong-state = Ten etap już minął. Stan zamówienia zmienił się w międzyczasie.
problem-orders-not-paid = To zamówienie nie jest jeszcze opłacone.
problem-orders-closed = To zamówienie jest już zamknięte.
problem-orders-stale = Ktoś zmienił to zamówienie w międzyczasie.
problem-orders-invalid = Tej wartości nie da się zapisać.

## Kolejka sklepu
queue-open = Do kompletacji
queue-picked = W koszyku kompletującego
queue-ready = Czeka na odbiór
queue-open-none = Nic nie czeka. Nowe zamówienia pojawią się tu same.
queue-picked-none = Koszyk jest pusty.
queue-ready-none = Na półce nic nie leży.
queue-late = spóźnione
queue-until = do { $at }
queue-to-pay = do zapłaty { $amount }
queue-unknown-code = Kodu # nie ma na żadnej liście.
queue-no-place-title = Nie masz przypisanego miejsca
queue-no-place = Poproś administratora o przypisanie sklepu.

## Pulpit
home-hello = Dzień dobry, { $name }
home-work = Co czeka
home-to-pick = Do kompletacji
home-to-stage = W koszyku
home-ready = Czeka na odbiór
home-late = { $count ->
    [one] { $count } spóźnione
    [few] { $count } spóźnione
   *[many] { $count } spóźnionych
}
home-unpaid = Czeka na wpłatę
home-system = Do naprawy
home-drafts = Szkice
home-fine = w porządku
home-look = trzeba zajrzeć
home-orders-days = Zamówienia, 14 dni
home-orders-channels = Zamówienia według kanału
home-latest = Najnowsze zamówienia
home-all-orders = Wszystkie zamówienia

## System
system-none = Pusto
system-parked = Wstrzymane zdarzenia
system-parked-none = Każdy odbiorca przetworzył swoje zdarzenia.
system-consumer = Odbiorca
system-subject = Dotyczy
system-reason = Przyczyna
system-attempts = Próby
system-next = następna próba { $at }
system-retry = Spróbuj ponownie
system-again = Kolejna próba ruszyła
system-jobs = Nieudane zadania
system-jobs-none = Wszystkie zadania się udały.
system-kind = Zadanie
system-outbox = Poczta wychodząca
system-outbox-none-title = Nie ma wiadomości
system-outbox-none = Wiadomości do klientów pojawią się tutaj.
search-order = Zamówienie
search-person = Klient
search-product = Produkt
search-stock = Stany

# --- zwroty
nav-returns = Zwroty
order-returned = Zwrócono
returns-count = { $count ->
    [one] { $count } zwrot
    [few] { $count } zwroty
   *[other] { $count } zwrotów
}
returns-median = Od przyjazdu do pieniędzy, zwykle
returns-longest = Najdłużej
returns-waiting = Pieniądze jeszcze w drodze
returns-done = { $count ->
    [one] { $count } wypłacony w 30 dni
    [few] { $count } wypłacone w 30 dni
   *[other] { $count } wypłaconych w 30 dni
}
returns-minutes = { $count ->
   *[other] { $count } min
}
returns-hours = { $count ->
   *[other] { $count } h
}
returns-days = { $count ->
    [one] { $count } dzień
   *[other] { $count } dni
}
returns-search = Kod zwrotu
returns-state = Stan
returns-any = Każdy stan
returns-none-title = Nic nie wraca
returns-none = Tu widać zwroty zgłoszone w sieci, przy kasie i przez telefon.
returns-code = Kod
returns-basis = Podstawa
returns-refund = Oddajemy
return-expected = Zgłoszony
return-received = Dotarł
return-accepted = Przyjęty
return-rejected = Odrzucony
return-cancelled = Odwołany
basis-withdrawal = Odstąpienie
basis-goodwill = Zwrot sklepowy
basis-complaint = Reklamacja
basis-courtesy = Uznaniowo
way-store = w sklepie
way-parcel = paczką
return-goods = Rzeczy
return-why = Powód klienta
return-announced = Zgłoszono
return-came = Dotarło
return-taken = Przyjęto
return-where = Gdzie leżą
return-act-receive = Dotarło
return-act-accept = Przyjmij i oddaj pieniądze
return-act-accept-hint = Czego nie wpiszesz, wraca do klienta. Pieniądze ruszają od razu.
return-act-reject = Nie przyjmuj
return-act-cancel = Odwołaj zwrot
return-did-receive = Zwrot { $code }: dotarł
return-did-accept = Zwrot { $code }: przyjęty
return-did-reject = Zwrot { $code }: odrzucony
return-did-cancel = Zwrot { $code }: odwołany
return-course = Przebieg
return-opened = Zgłoszony
return-due = Powinien być do
return-decided = Rozpatrzony
return-document = Korekta
return-worth = Wartość rzeczy
return-money-at = Pieniądze u klienta: { $at }
refund-granted = Obiecane
refund-sent = Wysłane
refund-done = Wypłacone
refund-refused = Odrzucone przez operatora
put-restocked = Na półkę
put-damaged = Uszkodzone
put-to_supplier = Do dostawcy
put-written_off = Do likwidacji
back-too_small = Za małe
back-too_large = Za duże
back-changed_mind = Zmiana zdania
back-not_as_shown = Inne niż na zdjęciu
back-damaged = Uszkodzone
back-wrong_item = Nie ta rzecz
back-late = Za późno
back-other = Inny
refuse-worn = Używane
refuse-incomplete = Niekompletne
refuse-not_ours = Nie od nas
refuse-unsealed = Zerwana plomba
refuse-too_late = Po terminie
refuse-other = Inny powód
what-return_opened = Zwrot zgłoszony
what-return_received = Zwrot dotarł
what-returned = Zwrot przyjęty
what-return_rejected = Zwrot odrzucony
what-return_cancelled = Zwrot odwołany
story-orders-return-opened = Zgłoszony zwrot
story-orders-return-received = Zwrot dotarł
story-orders-returned = Zwrot przyjęty, pieniądze w drodze
story-orders-return-rejected = Zwrot nieprzyjęty
story-orders-return-cancelled = Zwrot odwołany
mail-return-opened = zwrot zgłoszony
mail-return-received = zwrot dotarł
mail-return-accepted = zwrot przyjęty
mail-return-rejected = zwrot nieprzyjęty
problem-orders-unknown-return = Nie ma takiego zwrotu.
problem-orders-wrong-return-state = Ten krok już minął: zwrot jest w innym stanie.
problem-orders-nothing-to-return = Tyle sztuk nie da się zwrócić.
problem-orders-too-late = Termin zwrotu minął.
problem-orders-not-returnable = Ta rzecz nie podlega zwrotowi bez podania przyczyny.
