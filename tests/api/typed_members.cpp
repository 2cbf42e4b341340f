// Members of every type that SQL has: what is inserted comes back, and SQL sees it as its own type.
#include <helios/helios.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <limits>

namespace helios::test {

namespace {

using namespace literals;
using namespace std::chrono;

struct everything {
  bool b;
  std::int16_t i2;
  int i4;
  std::int64_t i8;
  unsigned u4;
  float f4;
  double f8;
  decimal n;
  numeric<12, 2> money;
  std::string t, v, c;
  std::vector<std::byte> bytes;
  sys_days day;
  year_month_day birthday;
  hh_mm_ss<seconds> at;
  types::time_of_day exactly;
  local_time<std::chrono::microseconds> local;
  sys_time<std::chrono::microseconds> instant;
  minutes takes;
  interval span;
  uuid id;
  std::optional<numeric<5>> maybe;
};
using all_types =
    table<"everything", everything, column_type<"v", varchar<5>>, column_type<"c", character<3>>>;

everything const sample{true,
                        -2,
                        -4,
                        -8,
                        4,
                        0.5F,
                        0.25,
                        decimal(15, 1),
                        numeric<12, 2>("12.345"),
                        "text",
                        "vary",
                        "c",
                        {std::byte{1}, std::byte{255}},
                        sys_days(2024y / 2 / 29),
                        1815y / 12 / 10,
                        hh_mm_ss<seconds>(13h + 14min + 15s),
                        {1},
                        local_time<std::chrono::microseconds>(1s),
                        sys_time<std::chrono::microseconds>(2s),
                        90min,
                        {5, 6, 7},
                        {{1, 2}},
                        {}};

}  // namespace

TEST_CASE("every SQL type has members") {
  database db = open(":memory:");
  db.create<all_types>();
  std::string types;
  for (column_report const& c : db.describe("everything").columns)
    types += (types.empty() ? "" : ", ") + c.type;
  CHECK(types ==
        "boolean, smallint, integer, bigint, bigint, real, double precision, numeric, "
        "numeric(12,2), text, character varying(5), character(3), bytea, date, date, "
        "time without time zone, time without time zone, timestamp without time zone, "
        "timestamp with time zone, interval, interval, uuid, numeric(5,0)");
  db.insert<all_types>(sample);
  everything const back = *db.from<all_types>().one();
  CHECK(back.b == sample.b);
  CHECK(back.i2 == sample.i2);
  CHECK(back.i4 == sample.i4);
  CHECK(back.i8 == sample.i8);
  CHECK(back.u4 == sample.u4);
  CHECK(back.f4 == sample.f4);
  CHECK(back.f8 == sample.f8);
  CHECK(back.n == sample.n);
  CHECK(back.money == decimal(1235, 2));
  CHECK(back.t == sample.t);
  CHECK(back.v == sample.v);
  CHECK(back.c == sample.c);
  CHECK(back.bytes == sample.bytes);
  CHECK(back.day == sample.day);
  CHECK(back.birthday == sample.birthday);
  CHECK(back.at.to_duration() == sample.at.to_duration());
  CHECK(back.exactly == sample.exactly);
  CHECK(back.local == sample.local);
  CHECK(back.instant == sample.instant);
  CHECK(back.takes == sample.takes);
  CHECK(back.span.same_fields(sample.span));
  CHECK(back.id == sample.id);
  CHECK_FALSE(back.maybe);
  CHECK(db.query_one<row>("SELECT birthday, at, takes FROM everything")->get<year_month_day>(0) ==
        sample.birthday);
  CHECK(db.query_value<std::string>("SELECT takes::text FROM everything") == "01:30:00");
  CHECK(db.migrate<all_types>().empty());
}

TEST_CASE("they stand in conditions") {
  database db = open(":memory:");
  db.create<all_types>();
  db.insert<all_types>(sample);
  auto const all = db.from<all_types>();
  CHECK(all.where("money"_c == numeric<12, 2>("12.35")).exists());
  CHECK(all.where("money"_c > 12).exists());
  CHECK(all.where("birthday"_c < 1900y / 1 / 1).exists());
  CHECK(all.where("takes"_c == 1h + 30min).exists());
  CHECK(all.where("at"_c == hh_mm_ss<seconds>(13h + 14min + 15s)).exists());
  CHECK(db.update<all_types>("money"_c = "money"_c * 2).all() == 1);
  CHECK(std::get<0>(*all.select(sum("money"_c)).one()) == decimal(2470, 2));
}

TEST_CASE("numeric is rounded as its column is, and calculates as SQL does") {
  numeric<4, 1> const a = 1.25, b = 2;
  CHECK(a == decimal(13, 1));
  CHECK(a < b);
  CHECK(b == 2);
  CHECK(a + b == decimal(33, 1));
  CHECK(b * 3 - a == decimal(47, 1));
  CHECK(numeric<9>(7) / 2 == decimal(35, 1));
  CHECK(numeric<4, 1>(-1.25).to_double() == -1.3);
  CHECK(numeric<4, 1>().value().scale() == 1);
  CHECK(to_text(numeric<4, 2>(12.5)) == "12.50");
  CHECK(helios::to_text(a * b) == "2.60");
  CHECK(state_of([] { return numeric<4, 1>(1000); }) == "22003");
  CHECK(state_of([] { return numeric<4, 1>("x"); }) == "22P02");
  CHECK(state_of([] { return numeric<4, 1>(std::numeric_limits<double>::infinity()); }) == "0A000");
}

TEST_CASE("what has no value is refused") {
  database db = open(":memory:");
  CHECK(state_of([&] { return db.query_value<minutes>("SELECT interval '1 month'"); }) == "22008");
  CHECK(db.query_value<hours>("SELECT interval '1 day 90 minutes'") == 25h);
  CHECK(db.query_value<minutes>("SELECT interval '-30 seconds'") == -1min);
  CHECK(state_of([&] { return db.query_value<year_month_day>("SELECT date 'infinity'"); }) ==
        "22008");
  CHECK(state_of([&] { return to_value(2023y / 2 / 29); }) == "22008");
  CHECK(state_of([&] { return to_value(hh_mm_ss<hours>(25h)); }) == "22008");
  CHECK(state_of([&] { return to_value(hours::max()); }) == "22015");
  CHECK(to_value(nanoseconds(-1)).as<types::interval>().microseconds == -1);
}

}  // namespace helios::test
