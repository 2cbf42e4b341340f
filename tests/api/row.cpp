#include <helios/api/row.hpp>
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
