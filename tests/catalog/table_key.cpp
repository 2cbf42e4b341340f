#include <helios/catalog/table_key.hpp>

#include <helios/types/cast.hpp>

#include <tests/support/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace helios;
using namespace helios::catalog;
using types::type_id;
using types::value;

namespace {

table_definition table_of(std::vector<types::data_type> const& types,
                          std::vector<std::size_t> const& key) {
  table_definition t;
  for (std::size_t i = 0; i != types.size(); ++i) {
    column_definition c;
    c.id = static_cast<column_id>(i + 1);
    c.name = "c" + std::to_string(i);
    c.type = types[i];
    t.columns.push_back(c);
  }
  if (key.empty()) return t;
  constraint_definition primary;
  primary.kind = constraint_kind::primary_key;
  for (std::size_t const k : key) {
    primary.columns.push_back(t.columns[k].id);
    t.columns[k].not_null = true;
  }
  t.constraints.push_back(primary);
  return t;
}

}  // namespace

TEST_CASE("the kind of key follows the primary key") {
  REQUIRE(row_layout(table_of({type_id::int4}, {})).kind() == row_key_kind::row_id);
  REQUIRE(row_layout(table_of({type_id::int2, type_id::text}, {0})).kind() ==
          row_key_kind::integer);
  REQUIRE(row_layout(table_of({type_id::int4, type_id::int4}, {0, 1})).kind() ==
          row_key_kind::ordered);
  REQUIRE(row_layout(table_of({type_id::text}, {0})).kind() == row_key_kind::ordered);
}

TEST_CASE("an integer key is not stored twice, and no image is empty") {
  row_layout const fast(table_of({type_id::int4, type_id::int4}, {0}));
  REQUIRE(fast.form().columns().size() == 1);
  REQUIRE(fast.cell_of(0) == row_layout::in_key);
  row_layout const alone(table_of({type_id::int4}, {0}));
  REQUIRE(!alone.image_of(row_values{value(std::int32_t{7})}).empty());
}

TEST_CASE("rows come back from key and image, under shapes in any order", "[law]") {
  test::random_source random;
  CAPTURE(random.seed);
  std::vector<types::data_type> const types = {type_id::int8,
                                               type_id::text,
                                               {type_id::numeric},
                                               {type_id::numeric, 12, 2},
                                               type_id::boolean,
                                               {type_id::varchar, 8}};
  for (std::vector<std::size_t> const& key :
       {std::vector<std::size_t>{}, {0}, {1}, {2, 1}, {4, 0, 3}}) {
    table_definition const t = table_of(types, key);
    row_layout const plain(t);
    std::vector<storage::column_shape> columns = plain.form().columns();
    std::reverse(columns.begin(), columns.end());
    storage::shape const other_order(plain.keys(), columns);
    row_layout const reversed(t, other_order);
    for (int i = 0; i != 200; ++i) {
      row_values row = {
          value(static_cast<std::int64_t>(random.number())),
          value::text(std::to_string(random.number())),
          value(types::decimal(static_cast<std::int64_t>(random.below(1000)),
                               static_cast<int>(random.below(4)))),
          types::cast(value(static_cast<std::int32_t>(random.below(1000))), types[3]),
          value(random.below(2) == 0),
          types::cast(value::text("ab"), types[5])};
      for (std::size_t c = 0; c != row.size(); ++c) {
        if (!t.columns[c].not_null && random.below(4) == 0) row[c] = {};
      }
      for (row_layout const* layout : {&plain, &reversed}) {
        storage::key const k = key.empty() ? storage::key(storage::key_kind::int64, 5)
                                           : layout->key_of(row);
        bytes const image = layout->image_of(row);
        REQUIRE(layout->values_of(k.view(), storage::row_view(layout->form(), image)) == row);
      }
    }
  }
}
