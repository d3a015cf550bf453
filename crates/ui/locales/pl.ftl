# Słowa wspólne dla wszystkich ekranów. Klucze zaczynają się od `ui-`.
ui-skip = Przejdź do treści
ui-search = Szukaj
ui-search-or-run = Szukaj lub wykonaj
ui-save = Zapisz
ui-cancel = Anuluj
ui-close = Zamknij
ui-delete = Usuń
ui-edit = Edytuj
ui-add = Dodaj
ui-apply = Zastosuj
ui-clear = Wyczyść
ui-clear-filters = Wyczyść filtry
ui-filters = Filtry
ui-back = Wróć
ui-next = Dalej
ui-previous = Wstecz
ui-more = Więcej
ui-details = Szczegóły
ui-all = Wszystkie
ui-none = Brak
ui-yes = Tak
ui-no = Nie
ui-undo = Cofnij
ui-loading = Wczytywanie…
ui-required = wymagane
ui-optional = opcjonalnie
ui-choose = Wybierz…
ui-menu = Menu
ui-main-menu = Menu główne
ui-sign-out = Wyloguj
ui-language = Język
ui-theme = Jasny lub ciemny motyw
ui-density = Gęstość tabel
ui-location = Miejsce pracy
ui-whole-chain = Cała sieć
ui-palette = Paleta poleceń
ui-palette-hint = Dokąd iść albo czego szukać?
ui-shortcuts = Skróty klawiszowe
ui-shortcut-search = Przejdź do wyszukiwania
ui-shortcut-palette = Paleta poleceń
ui-shortcut-rows = Następny i poprzedni wiersz
ui-shortcut-select = Zaznacz wiersz
ui-shortcut-open = Otwórz wiersz
ui-shortcut-help = Ta ściągawka
ui-nothing-found = Nic nie znaleziono
ui-request-failed = Nie udało się. Spróbuj jeszcze raz.
ui-offline = Brak połączenia z serwerem
ui-unsaved = Masz niezapisane zmiany
ui-discard = Odrzuć
ui-form-errors = { $count ->
    [one] Popraw { $count } pole
    [few] Popraw { $count } pola
   *[many] Popraw { $count } pól
}
ui-selected = { $count ->
    [one] Zaznaczono { $count } wiersz
    [few] Zaznaczono { $count } wiersze
   *[many] Zaznaczono { $count } wierszy
}
ui-results = { $count ->
    [one] { $count } wynik
    [few] { $count } wyniki
   *[many] { $count } wyników
}
ui-pages = Strony
ui-page-range = { $range } z { $total }
ui-just-now = przed chwilą
ui-minutes-ago = { $count } min temu
ui-hours-ago = { $count } godz. temu
ui-days-ago = { $count ->
    [one] wczoraj
   *[other] { $count } dni temu
}
ui-zoom-in = Przybliż
ui-zoom-out = Oddal
ui-as-table = Te same liczby w tabeli
ui-waiting = { $count ->
    [one] { $count } sprawa czeka
    [few] { $count } sprawy czekają
   *[many] { $count } spraw czeka
}
