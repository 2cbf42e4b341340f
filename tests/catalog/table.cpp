#include <helios/catalog/table.hpp>

#include <helios/catalog/sequence.hpp>
#include <helios/catalog/view.hpp>

#include <tests/support/random.hpp>
#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <iterator>
#include <set>

using namespace helios;
using namespace helios::catalog;

namespace {

struct random_definitions {
  test::random_source random;
  std::uint64_t next = 1024;

  std::string some_text() {
    bytes const b = random.some_bytes(12);
    return std::string(as_text(b));
  }
  object_id some_id() { return object_id{random.number()}; }
  bool some_bool() { return random.below(2) == 0; }

  column_definition column() {
    column_definition c;
    c.id = static_cast<column_id>(next++);
    c.name = "c" + std::to_string(next) + some_text();
    c.type = some_bool() ? types::data_type(types::type_id::numeric, 10, -2)
                         : types::data_type(types::type_id::varchar, 7);
    c.not_null = some_bool();
    if (some_bool()) c.default_text = some_text();
    if (some_bool()) c.sequence = some_id();
    c.identity = static_cast<identity_kind>(random.below(3));
    if (some_bool()) c.generated_text = some_text();
    return c;
  }
  table_definition table() {
    table_definition t;
    t.id = object_id{next++};
    t.schema = public_schema;
    t.name = some_text();
    t.rows = tree_id{random.number()};
    for (std::uint64_t n = 1 + random.below(6); n != 0; --n) t.columns.push_back(column());
    for (std::uint64_t n = random.below(4); n != 0; --n) {
      index_definition i;
      i.id = object_id{next++};
      i.name = some_text();
      i.tree = tree_id{random.number()};
      i.parts = {{t.columns.back().id, {}, {some_bool(), some_bool()}}, {{}, some_text(), {}}};
      i.unique = some_bool();
      i.predicate = some_text();
      t.indexes.push_back(i);
      t.dependents.push_back(some_id());
      constraint_definition c;
      c.id = object_id{next++};
      c.name = some_text();
      c.kind = static_cast<constraint_kind>(2 + random.below(3));
      if (c.kind != constraint_kind::check) c.columns = {t.columns.front().id};
      c.text = some_text();
      c.index = i.id;
      c.referenced = some_id();
      c.referenced_columns = {column_id{7}};
      c.match = static_cast<match_kind>(random.below(2));
      c.on_delete = static_cast<key_action>(random.below(5));
      c.on_update = static_cast<key_action>(random.below(5));
      t.constraints.push_back(c);
    }
    return t;
  }
};

}  // namespace

TEST_CASE("definitions come back from their rows", "[law]") {
  random_definitions make;
  CAPTURE(make.random.seed);
  for (int i = 0; i != 500; ++i) {
    table_definition const t = make.table();
    REQUIRE(decode_table(encode(t)) == t);

    view_definition v;
    v.id = make.some_id();
    v.name = make.some_text();
    v.query = make.some_text();
    v.columns = {make.some_text(), make.some_text()};
    v.reads = {make.some_id()};
    v.dependents = {make.some_id()};
    REQUIRE(decode_view(encode(v)) == v);

    sequence_definition s;
    s.id = make.some_id();
    s.name = make.some_text();
    s.counter = make.random.number();
    std::set<std::int64_t> ascending;
    while (ascending.size() < 4) ascending.insert(static_cast<std::int64_t>(make.random.number()));
    auto const nth = [&](std::ptrdiff_t n) { return *std::next(ascending.begin(), n); };
    s.minimum = nth(0);
    s.start = nth(make.some_bool() ? 0 : 1);
    s.first = nth(2);
    s.maximum = nth(3);
    s.increment = static_cast<std::int64_t>(make.random.number() | 1);
    s.cycle = make.some_bool();
    s.owner = make.some_id();
    s.owner_column = column_id{9};
    REQUIRE(decode_sequence(encode(s)) == s);
  }
}

TEST_CASE("bytes that are no definition are refused, whole or cut") {
  random_definitions make;
  CAPTURE(make.random.seed);
  object_row const row = encode(make.table());
  for (std::size_t n = 0; n != row.definition.size(); ++n) {
    object_row cut = row;
    cut.definition.resize(n);
    REQUIRE(test::state_of([&] { return decode_table(cut); }) == "XX001");
  }
  object_row longer = row;
  longer.definition.push_back(std::byte{0});
  REQUIRE(test::state_of([&] { return decode_table(longer); }) == "XX001");
  REQUIRE(test::state_of([&] { return decode_view(row); }) == "XX001");
}

TEST_CASE("each rule of a definition can be broken alone") {
  random_definitions make;
  table_definition t = make.table();
  t.constraints.clear();
  REQUIRE(check(t) == 0);
  table_definition twice = t;
  twice.columns.push_back(t.columns.front());
  REQUIRE(check(twice) == 1);
  table_definition primary = t;
  primary.columns.front().not_null = false;
  primary.constraints.push_back(
      {object_id{1}, "p", constraint_kind::primary_key, {t.columns.front().id}, {}, {}, {}, {}});
  REQUIRE(check(primary) == 2);
  table_definition unknown = t;
  unknown.constraints.push_back(
      {object_id{1}, "u", constraint_kind::unique, {column_id{1}}, {}, {}, {}, {}});
  REQUIRE(check(unknown) == 3);
}

TEST_CASE("a sequence counts, ends and cycles") {
  sequence_definition s;
  s.name = "s";
  s.start = s.first = 3;
  s.increment = 2;
  s.maximum = 8;
  REQUIRE(nth_value(s, 1) == 3);
  REQUIRE(nth_value(s, 3) == 7);
  REQUIRE(test::message_of([&] { return nth_value(s, 4); }) ==
          "nextval: reached maximum value of sequence \"s\" (8)");
  s.cycle = true;
  REQUIRE(nth_value(s, 4) == 1);
  REQUIRE(nth_value(s, 7) == 7);
  REQUIRE(nth_value(s, 8) == 1);
  s.increment = -3;
  s.first = 2;
  REQUIRE(nth_value(s, 1) == 2);
  REQUIRE(nth_value(s, 2) == 8);
  REQUIRE(nth_value(s, 4) == 2);
  REQUIRE(nth_value(s, 5) == 8);
  s.increment = 0;
  REQUIRE(test::state_of([&] { return check_options(s), 0; }) == "22023");
}
