#include <helios/helios.hpp>
#include <helios/types/value_text.hpp>

#include <helios/api/impl/row_block.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <string>

namespace helios::test {

using types::type_id;
using types::value;

namespace {

struct cell {
  char const* name;
  types::data_type type;
  value v;
};

value text(std::string_view s) { return value::text(s); }

/// A row made by hand; `copies` times the same.
std::shared_ptr<detail::row_block> block_of(std::vector<cell> const& cells,
                                            std::size_t copies = 1) {
  auto block = std::make_shared<detail::row_block>();
  std::vector<result_column> columns;
  for (cell const& c : cells) {
    columns.push_back({c.name, c.type});
    std::vector<value> const values(copies, c.v);
    block->rows.columns.push_back(exec::make_column(block->rows.memory, c.type, values));
  }
  block->columns = std::make_shared<std::vector<result_column> const>(std::move(columns));
  block->rows.rows.count = static_cast<std::uint32_t>(copies);
  return block;
}
row row_of(std::vector<cell> const& cells) { return {block_of(cells), 0}; }

struct user {
  std::int64_t id;
  std::string name;
  std::optional<int> age;
};

}  // namespace

TEST_CASE("fields read by position and by name") {
  row const r = row_of({{"id", type_id::int4, value(7)}, {"name", type_id::text, text("Ada")}});
  CHECK(r.size() == 2);
  CHECK(r.get<int>(0) == 7);
  CHECK(r["id"].as<std::int64_t>() == 7);
  CHECK(r["name"].as<std::string_view>() == "Ada");
  CHECK(r.get<std::string>("name") == "Ada");
  CHECK(r["id"].text() == "7");
  CHECK(r["id"].as<double>() == 7.0);

  auto const missing = thrown_by([&] { return r["nme"]; });
  REQUIRE(missing);
  CHECK(missing->sqlstate() == "42703");
  CHECK(missing->hint() == "Its columns are: id, name.");
  CHECK(state_of([&] { return r[2]; }) == "42703");
}

TEST_CASE("a name that two columns have is refused") {
  row const r = row_of({{"id", type_id::int4, value(1)}, {"id", type_id::int4, value(2)}});
  CHECK(state_of([&] { return r["id"]; }) == "42702");
  CHECK(r.get<int>(1) == 2);
}

TEST_CASE("NULL reads as an optional, and as nothing else") {
  row const r = row_of({{"age", type_id::int4, value()}});
  CHECK(r.get<std::optional<int>>(0) == std::nullopt);
  CHECK(r[0].is_null());
  CHECK(r[0].text().empty());
  auto const refused = thrown_by([&] { return r.get<int>(0); });
  REQUIRE(refused);
  CHECK(refused->sqlstate() == "22002");
  CHECK(refused->message() == "column \"age\" is NULL, which int has no value for");
  CHECK(refused->hint() == "Read it as std::optional<int>.");
  CHECK(state_of([&] { return r.get<std::string>(0); }) == "42804");
}

TEST_CASE("a number that does not fit is refused by the column's name") {
  row const r = row_of({{"n", type_id::int4, value(300)}});
  CHECK(r.get<std::int16_t>(0) == 300);
  CHECK(message_of([&] { return r.get<std::int8_t>(0); }) ==
        "column \"n\" holds 300, which is out of range for signed char");
  CHECK(state_of([&] { return r.get<std::uint8_t>(0); }) == "22003");
  row const negative = row_of({{"n", type_id::int8, value(std::int64_t{-1})}});
  CHECK(state_of([&] { return negative.get<unsigned>(0); }) == "22003");
  CHECK(state_of([&] { return negative.get<std::uint64_t>(0); }) == "22003");
}

TEST_CASE("another type is refused by both names") {
  row const r = row_of({{"name", type_id::text, text("Ada")}});
  CHECK(message_of([&] { return r.get<int>(0); }) ==
        "column \"name\" is of type text, which does not read as int");
  row const n = row_of({{"n", type_id::int4, value(1)}});
  CHECK(message_of([&] { return n.get<std::string>(0); }) ==
        "column \"n\" is of type integer, which does not read as std::string");
  CHECK(state_of([&] { return n.get<bool>(0); }) == "42804");
  CHECK(state_of([&] { return n.get<std::chrono::sys_days>(0); }) == "42804");
}

TEST_CASE("numeric reads as whole numbers where it is one") {
  row const r = row_of({{"a", type_id::numeric, value(types::decimal(4200, 2))},
                        {"b", type_id::numeric, value(types::decimal(425, 1))}});
  CHECK(r.get<int>(0) == 42);
  CHECK(r.get<double>(1) == 42.5);
  CHECK(r.get<types::decimal>(1) == types::decimal(425, 1));
  CHECK(state_of([&] { return r.get<int>(1); }) == "42804");
}

TEST_CASE("dates and instants read as those of chrono") {
  using namespace std::chrono;
  row const r = row_of(
      {{"d", type_id::date, types::parse_value("2025-03-01", type_id::date)},
       {"t", type_id::timestamptz,
        types::parse_value("2025-03-01 12:00:00.25+00", type_id::timestamptz)},
       {"i", type_id::timestamptz, types::parse_value("infinity", type_id::timestamptz)},
       {"l", type_id::timestamp, types::parse_value("2025-03-01 12:00:00", type_id::timestamp)}});
  CHECK(r.get<sys_days>(0) == sys_days(2025y / March / 1));
  CHECK(r.get<sys_time<milliseconds>>(1) == sys_days(2025y / March / 1) + 12h + 250ms);
  CHECK(r.get<types::timestamp_tz>(1).finite());
  CHECK(r.get<local_time<seconds>>(3) == local_days(2025y / March / 1) + 12h);
  CHECK(state_of([&] { return r.get<sys_time<seconds>>(2); }) == "22008");
  CHECK(state_of([&] { return r.get<sys_time<seconds>>(3); }) == "42804");
}

TEST_CASE("a row reads as a struct, a tuple, or its only value") {
  std::vector<cell> const cells = {{"id", type_id::int8, value(std::int64_t{7})},
                                   {"name", type_id::text, text("Ada")},
                                   {"age", type_id::int4, value()}};
  user const u = row_of(cells).as<user>();
  CHECK(u.id == 7);
  CHECK(u.name == "Ada");
  CHECK(!u.age);
  auto const [id, name, age] = row_of(cells).as<std::tuple<int, std::string, std::optional<int>>>();
  CHECK((id == 7 && name == "Ada" && !age));
  CHECK(row_of({cells[0]}).as<int>() == 7);

  auto const refused = thrown_by([&] { return row_of({cells[0], cells[1]}).as<user>(); });
  REQUIRE(refused);
  CHECK(refused->sqlstate() == "42804");
  CHECK(refused->message().find("2 columns") != std::string::npos);
  CHECK(refused->message().find("user, which has 3") != std::string::npos);
}

TEST_CASE("parts of a struct take cells as they are, and others as a field reads") {
  struct parts {
    bool flag;
    std::int16_t tiny;
    std::int64_t same, wider;
    float half;
    double whole, real;
    std::string text, word;
    types::date day;
    types::interval span;
    types::uuid id;
  };
  types::uuid const id =
      types::parse_value("00112233-4455-6677-8899-aabbccddeeff", type_id::uuid).as<types::uuid>();
  std::vector<cell> cells = {
      {"flag", type_id::boolean, value(true)},
      {"tiny", type_id::int2, value(std::int16_t{-3})},
      {"same", type_id::int8, value(std::int64_t{1} << 40)},
      {"wider", type_id::int4, value(-9)},
      {"half", type_id::float4, value(0.5F)},
      {"whole", type_id::int8, value(std::int64_t{8})},
      {"real", type_id::float8, value(2.5)},
      {"text", type_id::text, text(std::string(70, 'x'))},
      {"word", type_id::varchar, value::text("word", type_id::varchar)},
      {"day", type_id::date, types::parse_value("2025-03-01", type_id::date)},
      {"span", type_id::interval, types::parse_value("2 days", type_id::interval)},
      {"id", type_id::uuid, value(id)}};
  auto const p = row_of(cells).as<parts>();
  CHECK((p.flag && p.tiny == -3 && p.same == std::int64_t{1} << 40 && p.wider == -9));
  CHECK((p.half == 0.5F && p.whole == 8.0 && p.real == 2.5));
  CHECK((p.text == std::string(70, 'x') && p.word == "word"));
  CHECK(p.day == cells[9].v.as<types::date>());
  CHECK(p.span == cells[10].v.as<types::interval>());
  CHECK(p.id == id);

  for (std::size_t i = 0; i != cells.size(); ++i) {
    std::vector<cell> with_null = cells;
    with_null[i].v = value();
    auto const refused = thrown_by([&] { return row_of(with_null).as<parts>(); });
    REQUIRE(refused);
    CHECK(refused->sqlstate() == "22002");
    CHECK(refused->message().find('"' + std::string(cells[i].name) + '"') != std::string::npos);
  }
}

TEST_CASE("rows of structs say nothing of the row before, and end where one does not read") {
  helios::database db = helios::open(":memory:");
  db.execute("CREATE TABLE t (id int PRIMARY KEY, word text, n int)");
  db.execute(
      "INSERT INTO t VALUES (1, 'a long word that is on the heap', 1), (2, NULL, NULL), "
      "(3, '', 3), (4, NULL, 4)");
  struct with_optional {
    int id;
    std::optional<std::string> word;
    std::optional<int> n;
  };
  std::vector<with_optional> all;
  for (with_optional const& r : db.query<with_optional>("SELECT * FROM t ORDER BY id"))
    all.push_back(r);
  REQUIRE(all.size() == 4);
  CHECK(all[0].word == "a long word that is on the heap");
  CHECK((!all[1].word && !all[1].n));
  CHECK((all[2].word == "" && all[2].n == 3));

  auto words = db.query<int, std::string>("SELECT id, word FROM t WHERE id <> 2 ORDER BY id");
  auto it = words.begin();
  CHECK(*it == std::tuple(1, std::string("a long word that is on the heap")));
  CHECK(*++it == std::tuple(3, std::string()));
  CHECK(state_of([&] { ++it; }) == "22002");
  CHECK(it == words.end());
}

TEST_CASE("rows that are kept outlive what they pointed to") {
  std::string content(100, 'x');
  auto block = block_of({{"s", type_id::text, text(content)}}, 3);
  std::uint16_t const chosen[] = {0, 2};
  block->rows.rows = {chosen, 2};
  row const kept(block, 1);
  block->keep();
  CHECK(block->rows.rows.rows == nullptr);
  CHECK(kept.get<std::string>(0) == content);
}

}  // namespace helios::test
