# Words common to all screens. Keys start with `ui-`.
ui-skip = Skip to content
ui-search = Search
ui-search-or-run = Search or run
ui-save = Save
ui-cancel = Cancel
ui-close = Close
ui-delete = Delete
ui-edit = Edit
ui-add = Add
ui-apply = Apply
ui-clear = Clear
ui-clear-filters = Clear filters
ui-filters = Filters
ui-back = Back
ui-next = Next
ui-previous = Previous
ui-more = More
ui-details = Details
ui-all = All
ui-none = None
ui-yes = Yes
ui-no = No
ui-undo = Undo
ui-loading = Loading…
ui-required = required
ui-optional = optional
ui-choose = Choose…
ui-menu = Menu
ui-main-menu = Main menu
ui-sign-out = Sign out
ui-language = Language
ui-theme = Light or dark theme
ui-density = Table density
ui-location = Place of work
ui-whole-chain = Whole chain
ui-palette = Command palette
ui-palette-hint = Where to go, or what to find?
ui-shortcuts = Keyboard shortcuts
ui-shortcut-search = Go to search
ui-shortcut-palette = Command palette
ui-shortcut-rows = Next and previous row
ui-shortcut-select = Select the row
ui-shortcut-open = Open the row
ui-shortcut-help = This list
ui-nothing-found = Nothing found
ui-request-failed = That did not work. Please try again.
ui-offline = No connection to the server
ui-unsaved = You have unsaved changes
ui-discard = Discard
ui-form-errors = { $count ->
    [one] Put { $count } field right
   *[other] Put { $count } fields right
}
ui-selected = { $count ->
    [one] { $count } row selected
   *[other] { $count } rows selected
}
ui-results = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
ui-pages = Pages
ui-page-range = { $range } of { $total }
ui-just-now = just now
ui-minutes-ago = { $count } min ago
ui-hours-ago = { $count } h ago
ui-days-ago = { $count ->
    [one] yesterday
   *[other] { $count } days ago
}
ui-zoom-in = Zoom in
ui-zoom-out = Zoom out
ui-as-table = The same numbers as a table
ui-waiting = { $count ->
    [one] { $count } matter waits
   *[other] { $count } matters wait
}
