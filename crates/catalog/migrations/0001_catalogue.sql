-- The dimensions of trade. Reference tables: small, read everywhere.
CREATE TABLE catalog_market (
    code TEXT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,
    currency TEXT NOT NULL,
    zone TEXT NOT NULL,
    languages {json} NOT NULL
) {strict};

CREATE TABLE catalog_brand (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) {strict};

CREATE TABLE catalog_channel (
    code TEXT NOT NULL PRIMARY KEY,
    market TEXT NOT NULL REFERENCES catalog_market (code),
    brand TEXT NOT NULL REFERENCES catalog_brand (code),
    price_list TEXT NOT NULL,
    name {json} NOT NULL
) {strict};

-- Who sells in the eyes of the law.
CREATE TABLE catalog_seller (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    tax_id TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL
) {strict};

CREATE TABLE catalog_category (
    id {uuid} NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    parent {uuid},
    name {json} NOT NULL,
    about {json} NOT NULL,
    position {int} NOT NULL
) {strict};

-- What goods are described, chosen and filtered by. `choices` name the codes that options and lists use.
CREATE TABLE catalog_attribute (
    key TEXT NOT NULL PRIMARY KEY,
    name {json} NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT,
    choices {json} NOT NULL,
    filter TEXT NOT NULL,
    position {int} NOT NULL
) {strict};

-- A file known by the SHA-256 of its bytes; the bytes lie in the blob store.
CREATE TABLE catalog_media (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    mime TEXT NOT NULL,
    width {int},
    height {int},
    bytes {int} NOT NULL
) {strict};

-- `name` repeats what lists need of `texts`; `sort_key` is the name without capitals and diacritics.
CREATE TABLE catalog_product (
    id {uuid} NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    brand TEXT,
    status TEXT NOT NULL,
    name {json} NOT NULL,
    sort_key TEXT NOT NULL,
    texts {json} NOT NULL,
    attributes {json} NOT NULL,
    version {int} NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
) {strict};
CREATE INDEX catalog_product_brand ON catalog_product (brand);
CREATE INDEX catalog_product_name ON catalog_product (sort_key, id);

CREATE TABLE catalog_variant (
    id {uuid} NOT NULL PRIMARY KEY,
    product {uuid} NOT NULL,
    sku TEXT NOT NULL UNIQUE,
    ean TEXT UNIQUE,
    options {json} NOT NULL,
    attributes {json} NOT NULL,
    weight_g {int},
    tax_class TEXT NOT NULL,
    position {int} NOT NULL,
    status TEXT NOT NULL
) {strict};
CREATE INDEX catalog_variant_product ON catalog_variant (product);

CREATE TABLE catalog_product_category (
    product {uuid} NOT NULL,
    category {uuid} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (product, category)
) {clustered};
CREATE INDEX catalog_product_category_of ON catalog_product_category (category, product);

CREATE TABLE catalog_product_media (
    product {uuid} NOT NULL,
    position {int} NOT NULL,
    media TEXT NOT NULL,
    alt {json} NOT NULL,
    color TEXT,
    PRIMARY KEY (product, position)
) {clustered};

-- What lists filter by: options of the variants and listed attributes of their product, made anew at each save.
CREATE TABLE catalog_facet (
    axis TEXT NOT NULL,
    code TEXT NOT NULL,
    product {uuid} NOT NULL,
    variant {uuid} NOT NULL,
    PRIMARY KEY (axis, code, product, variant)
) {clustered};
CREATE INDEX catalog_facet_product ON catalog_facet (product);

-- The words a product is found by, folded. `stem` is the first two letters: an equality that any collation can index.
CREATE TABLE catalog_word (
    stem TEXT NOT NULL,
    word TEXT NOT NULL,
    product {uuid} NOT NULL,
    weight {int} NOT NULL,
    PRIMARY KEY (stem, word, product)
) {clustered};
CREATE INDEX catalog_word_product ON catalog_word (product);
