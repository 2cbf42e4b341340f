// Values out of a file that somebody forged: refused where they are read one by one, and harmless
// where they are read in place.
#include <helios/types/data_type.hpp>
#include <helios/types/date_trunc.hpp>
#include <helios/types/order_key.hpp>
#include <helios/types/temporal_arithmetic.hpp>
#include <helios/types/temporal_parts.hpp>
#include <helios/types/temporal_text.hpp>
#include <helios/types/text.hpp>
#include <helios/types/value_image.hpp>

#include <tests/support/thrown_error.hpp>

#include <catch2/catch.hpp>

#include <limits>

using namespace helios;
using namespace helios::types;

namespace {

template <class T>
byte_view image_of(T const& v) {
  return {reinterpret_cast<std::byte const*>(&v), sizeof v};
}

/// A result or an error: what counts is what the sanitizers say.
void attempt_to(auto const& call) {
  static_cast<void>(test::state_of([&] {
    call();
    return 0;
  }));
}

constexpr std::string_view units[] = {"microseconds", "second", "minute", "hour",    "day",
                                      "week",         "month",  "year",   "century", "millennium"};

}  // namespace

TEST_CASE("images that no value has are XX001", "[types][value_image]") {
  auto const state = [](byte_view image, data_type type) {
    return test::state_of([&] { return read_image(image, type); });
  };
  CHECK(state(image_of(std::uint8_t{2}), type_id::boolean) == "XX001");
  CHECK(state(image_of(first_day - 1), type_id::date) == "XX001");  // too long, too
  CHECK(state(image_of(static_cast<std::int32_t>(first_day - 1)), type_id::date) == "XX001");
  CHECK(state(image_of(std::numeric_limits<std::int32_t>::max()), type_id::date).empty());
  CHECK(state(image_of(std::int64_t{-1}), type_id::time) == "XX001");
  CHECK(state(image_of(microseconds_per_day), type_id::time).empty());
  CHECK(state(image_of(microseconds_per_day + 1), type_id::time) == "XX001");
  CHECK(state(image_of(end_of_instants), type_id::timestamp) == "XX001");
  CHECK(state(image_of(first_instant - 1), type_id::timestamptz) == "XX001");
  CHECK(state(as_bytes("caf\xc3"), type_id::text) == "XX001");
  CHECK(state(as_bytes("caf\xc3\xa9"), type_id::varchar).empty());
  CHECK(state(as_bytes("\xff"), {type_id::bpchar, 3}) == "XX001");
}

TEST_CASE("moments outside their range break nothing", "[types][temporal]") {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t const count :
       {least + 1, least + 40'000'000'000, most - 1, first_instant - 1}) {
    timestamp const t{count};
    timestamp_tz const z{count};
    char text[64];
    CHECK(print(t, text) < text + sizeof text);
    CHECK(print(z, text, 50'400) < text + sizeof text);
    CHECK(print(z, text, -50'400) < text + sizeof text);
    for (std::string_view const unit : units) {
      attempt_to([&] { return extract(unit, t); });
      attempt_to([&] { return date_part(unit, z); });
      attempt_to([&] { return date_trunc(unit, t); });
      attempt_to([&] { return date_trunc(unit, z); });
    }
    attempt_to([&] { return t + interval{1, 1, 1}; });
    attempt_to([&] { return t - interval{1, 1, 1}; });
    attempt_to([&] { return t - timestamp{0}; });
    attempt_to([&] { return age(t, timestamp{0}); });
    attempt_to([&] { return to_date(t); });
    CHECK(to_time(t).count >= 0);
    CHECK(is_valid(time_of_day{count} + interval{most, 0, 0}));
    CHECK(is_valid(time_of_day{count} - interval{most, 0, 0}));
  }
  for (std::int32_t const days : {std::numeric_limits<std::int32_t>::min() + 1,
                                  std::numeric_limits<std::int32_t>::max() - 1}) {
    date const d{{days}};
    char text[64];
    CHECK(print(d, text) < text + sizeof text);
    for (std::string_view const unit : units) attempt_to([&] { return extract(unit, d); });
    CHECK(test::state_of([&] { return to_timestamp(d); }) == "22008");
    attempt_to([&] { return d + 1; });
    attempt_to([&] { return d - date{}; });
  }
}

TEST_CASE("what is not UTF-8 is cut within its bounds", "[types][text]") {
  for (std::string_view const s : {"\xc3", "ab\xf0", "\xc3\xc3\xc3", "\x80\x80", "a\xe2\x82"}) {
    for (std::size_t n = 0; n != 6; ++n) {
      CHECK(prefix_bytes(s, n) <= s.size());
      CHECK(substring(s, static_cast<std::int64_t>(n), 2).size() <= s.size());
    }
    CHECK(length(s) <= s.size());
    CHECK(fit_bpchar(s, 4, true).size() <= 4 + s.size());
  }
  CHECK(fit_bpchar("\xc3"
                   "a\xc3"
                   "a",
                   2, true)
            .size() == 4);
}

TEST_CASE("only types that can be written are made", "[types][data_type]") {
  CHECK(is_made(type_id::int4));
  CHECK(is_made({type_id::numeric, 12, 2}));
  CHECK(is_made({type_id::numeric, 3, -5}));
  CHECK_FALSE(is_made({type_id::numeric, 39, 0}));
  CHECK_FALSE(is_made({type_id::numeric, 20, -20}));
  CHECK_FALSE(is_made({type_id::int4, 3}));
  CHECK_FALSE(is_made({type_id::varchar, 0}));
  CHECK_FALSE(is_made({type_id::time, 7}));
  CHECK_FALSE(is_made(static_cast<type_id>(200)));
}
