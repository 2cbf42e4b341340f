// What the checks of runs say of each lie that one of a file may tell: nobody reads past its page,
// and who walks it notices rows that cannot be found.
#include <helios/storage/run.hpp>

#include <tests/storage/random_rows.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <string>

using namespace helios;
using namespace helios::storage;
using helios::test::block_of;

namespace {

constexpr std::size_t header_at = 8;
constexpr std::size_t columns_at = 48;

/// A row of a boolean, a number and a text; the text of row 2 lies out of line.
bytes image_of(shape const& form, std::size_t row) {
  row_builder b(form);
  b.add_value(static_cast<std::uint8_t>(row % 2));
  row % 5 == 1 ? b.add_null() : b.add_value(static_cast<std::int32_t>(row));
  bytes const reference(sizeof(value_ref));
  if (row == 2) {
    b.add({reference, false, true});
  } else {
    b.add(cell_of(std::string_view("some text")));
  }
  return {b.image().begin(), b.image().end()};
}

shape form_of(key_kind keys) {
  return {keys,
          {{column_id{1}, physical_type::boolean},
           {column_id{2}, physical_type::int32},
           {column_id{3}, physical_type::bytes}}};
}

/// The block of a run of `many` rows; a delta, if `base_rows` is not 0, whose rows are the base's
/// but for the first.
template <class K>
bytes run_of(std::size_t many, std::uint32_t base_rows = 0) {
  shape const form = form_of(K::kind);
  std::deque<bytes> images;
  std::deque<std::string> keys;
  std::vector<picked<typename K::view>> rows;
  for (std::size_t i = 0; i != many; ++i) {
    picked<typename K::view> row{};
    if constexpr (K::kind == key_kind::int64) {
      row.key = static_cast<std::int64_t>(10 * i);
    } else {
      row.key = as_bytes(std::string_view(keys.emplace_back("key:" + std::to_string(100 + i))));
    }
    row.image = images.emplace_back(image_of(form, i)).data();
    row.base_position = i == 0 ? no_base_position : static_cast<std::uint16_t>(i);
    rows.push_back(row);
  }
  std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
  node_pool pool;
  return block_of(
      build_run<K>(form, rows, sources, base_rows != 0, base_rows, pool, era{}, owner_id{}));
}

run_header header_of(bytes const& run) { return load<run_header>(run.data() + header_at); }
run_column column_of(bytes const& run, std::size_t i) {
  return load<run_column>(run.data() + columns_at + sizeof(run_column) * i);
}

std::string fault_of(bytes const& run) {
  char const* const fault = run_fault(run);
  return fault == nullptr ? "" : fault;
}
/// After a change of what is read at a place.
template <class T, class Change>
std::string with(bytes run, std::size_t at, Change const& change) {
  T value = load<T>(run.data() + at);
  change(value);
  store(run.data() + at, value);
  return fault_of(run);
}
template <class Change>
std::string with_prefix(bytes const& run, Change const& change) {
  return with<node_prefix>(run, 0, change);
}
template <class Change>
std::string with_header(bytes const& run, Change const& change) {
  return with<run_header>(run, header_at, change);
}
template <class Change>
std::string with_column(bytes const& run, std::size_t i, Change const& change) {
  return with<run_column>(run, columns_at + sizeof(run_column) * i, change);
}

}  // namespace

TEST_CASE("a run is a run, as long as it says", "[storage][run]") {
  bytes const run = run_of<int_keys>(40);
  REQUIRE(fault_of(run) == "");
  CHECK(fault_of({}) == "a run is too short");
  CHECK(fault_of({run.begin(), run.begin() + 47}) == "a run is too short");
  std::string const kind = "a run's kind or length";
  CHECK(fault_of({run.begin(), run.end() - 1}) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { p.kind = node_kind::leaf; }) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { p.bytes = 47; }) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { ++p.bytes; }) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { p.keys = 2; }) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { p.level = 1; }) == kind);
  CHECK(with_prefix(run, [](node_prefix& p) { p.flags = 2; }) == kind);
  std::string const many = "a run of too many rows";
  CHECK(with_header(run, [](run_header& h) { h.rows = longest_run + 1; }) == many);
  CHECK(with_header(run, [](run_header& h) { h.base_rows = longest_run + 1; }) == many);
}

TEST_CASE("a run's keys lie inside it", "[storage][run]") {
  bytes const run = run_of<int_keys>(40);
  auto const beyond = static_cast<std::uint32_t>(run.size());
  CHECK(with_header(run, [&](run_header& h) { h.fences = beyond; }) == "a run's fences");
  CHECK(with_header(run, [&](run_header& h) { h.keys += 8; }) == "a run's keys");
  CHECK(with_header(run, [&](run_header& h) { h.keys = align_up(beyond, 64); }) == "a run's keys");

  bytes const texts = run_of<byte_keys>(40);
  REQUIRE(fault_of(texts) == "");
  REQUIRE(fault_of(run_of<byte_keys>(0)) == "");
  CHECK(with_header(texts, [&](run_header& h) { h.keys = beyond * 2; }) == "a run's keys");
  CHECK(with_header(texts, [&](run_header& h) { h.key_heap = beyond * 2; }) == "a run's keys");
  std::uint32_t const ends = header_of(texts).keys;
  auto const marked = [](std::uint32_t& end) { end |= out_of_line_bit; };
  CHECK(with<std::uint32_t>(texts, ends + 4, marked) == "a run's keys");
  CHECK(with<std::uint32_t>(texts, ends + 4, [](auto& end) { end += 999; }) == "a run's keys");
  CHECK(with_header(texts, [](run_header& h) { h.prefix = 8; }) == "the prefix of a run's keys");
  CHECK(with_header(texts, [](run_header& h) { h.prefix = 7; }) == "");  // order_fault's to say
}

TEST_CASE("a run's columns lie inside it", "[storage][run]") {
  bytes const run = run_of<int_keys>(40);
  auto const beyond = static_cast<std::uint32_t>(run.size());
  CHECK(with_header(run, [](run_header& h) { h.columns = 1000; }) == "a run's columns");
  std::string const type = "an unknown type of column";
  CHECK(with_column(run, 1, [](run_column& c) { c.type = static_cast<physical_type>(8); }) == type);
  CHECK(with_column(run, 1, [](run_column& c) { c.encoding = 1; }) == type);
  CHECK(with_column(run, 1, [&](run_column& c) { c.validity = beyond; }) == "a column's NULLs");
  std::string const values = "a column's values";
  CHECK(with_column(run, 1, [](run_column& c) { c.values += 4; }) == values);
  CHECK(with_column(run, 1, [&](run_column& c) { c.values = align_up(beyond, 64); }) == values);
  std::string const ends = "the ends of a column's values";
  CHECK(with_column(run, 2, [&](run_column& c) { c.values = beyond; }) == ends);
  CHECK(with_column(run, 2, [&](run_column& c) { c.heap = beyond; }) == ends);
  CHECK(with<std::uint32_t>(run, column_of(run, 2).values, [](auto& end) {
          end |= out_of_line_bit;  // a text is no reference
        }) == ends);
  CHECK(with<std::uint8_t>(run, column_of(run, 0).values + 39, [](auto& b) { b = 2; }) ==
        "a boolean that is neither true nor false");
}

TEST_CASE("a delta's parts fit its base, and a base has none", "[storage][run]") {
  bytes const base = run_of<int_keys>(40);
  CHECK(with_header(base, [](run_header& h) { h.delta = 48; }) == "a base with a delta's parts");
  CHECK(with_prefix(base, [](node_prefix& p) { p.flags = run_is_delta; }) == "a delta's parts");

  bytes const run = run_of<int_keys>(20, 30);
  REQUIRE(fault_of(run) == "");
  CHECK(with_header(run, [](run_header& h) { h.base_rows = longest_run; }) == "a delta's parts");
  std::string const positions = "a delta's base positions";
  std::size_t const at = header_of(run).delta;
  auto const position = [&](std::size_t row, std::uint16_t to) {
    return with<std::uint16_t>(run, at + 2 * row, [to](std::uint16_t& p) { p = to; });
  };
  CHECK(position(5, 4) == positions);    // as the row before
  CHECK(position(19, 30) == positions);  // past the base
  CHECK(position(19, 25) == positions);  // of a row that the base keeps
  CHECK(position(19, no_base_position) == "a delta hides rows that it does not have");
  CHECK(position(0, 0) == positions);
}

TEST_CASE("keys that do not ascend, and fences of other keys, are told", "[storage][run]") {
  auto const told = [](bytes const& run) -> std::string {
    REQUIRE(fault_of(run) == "");
    char const* const fault = order_fault(run_view(run.data()));
    return fault == nullptr ? "" : fault;
  };
  for (std::size_t const many : {0U, 1U, 32U, 33U, 100U}) {
    CHECK(told(run_of<int_keys>(many)) == "");
    CHECK(told(run_of<byte_keys>(many)) == "");
  }
  bytes numbers = run_of<int_keys>(40);
  store(numbers.data() + header_of(numbers).keys + 8 * 7, std::int64_t{60});
  CHECK(told(numbers) == "keys do not ascend");
  numbers = run_of<int_keys>(40);
  store(numbers.data() + header_of(numbers).fences + 8, std::int64_t{321});
  CHECK(told(numbers) == "fences are not those of the keys");

  bytes texts = run_of<byte_keys>(40);
  texts[header_of(texts).key_heap + 7 * 3 + 6] = std::byte{'1'};
  CHECK(told(texts) == "keys do not ascend");
  texts = run_of<byte_keys>(40);
  texts[header_of(texts).fences + 7] ^= std::byte{1};
  CHECK(told(texts) == "fences are not those of the keys");
  // Keys "key:100" to "key:131", all of one fence; their common prefix is five characters long.
  bytes const few = run_of<byte_keys>(32);
  REQUIRE(header_of(few).prefix == 5);
  auto const with_length = [&](std::uint32_t prefix) {
    bytes run = few;
    run_header h = header_of(run);
    h.prefix = prefix;
    store(run.data() + header_at, h);
    store(run.data() + h.fences, normalised(run_view(run.data()).byte_key(0), prefix));
    return told(run);
  };
  CHECK(with_length(5) == "");
  CHECK(with_length(6) == "the prefix is not that of the keys");
  // A last key shorter than the prefix: "key:2", its end where the heap's rest begins.
  bytes shorter = few;
  std::uint32_t const last = header_of(shorter).keys + 4 * 31;
  store(shorter.data() + last, load<std::uint32_t>(shorter.data() + last) - 3);
  shorter[header_of(shorter).key_heap + 31 * 7 + 3] = std::byte{'z'};
  CHECK(told(shorter) == "the prefix is not that of the keys");
}

TEST_CASE("a run that says it has a shape has its columns", "[storage][run]") {
  bytes const run = run_of<int_keys>(3);
  shape const form = form_of(key_kind::int64);
  auto const readable = [&](auto const& change) {
    bytes forged = run;
    change(forged);
    return readable_under(form, run_view(forged.data()));
  };
  CHECK(readable([](bytes&) {}));
  CHECK_FALSE(readable([](bytes& b) { store(b.data() + header_at + 4, std::uint32_t{2}); }));
  CHECK_FALSE(readable([](bytes& b) { store(b.data() + columns_at, std::uint32_t{9}); }));
  CHECK_FALSE(readable([](bytes& b) { b[columns_at + 4] ^= std::byte{1}; }));
  // One of another shape is read by its columns' ids.
  CHECK(readable([](bytes& b) { b[header_at + 8] ^= std::byte{1}; }));
}

TEST_CASE("columns are found by id and type", "[storage][run]") {
  shape const stored = form_of(key_kind::int64);
  shape const wanted{key_kind::int64,
                     {{column_id{3}, physical_type::bytes},
                      {column_id{2}, physical_type::int64},  // the same id, of another type
                      {column_id{4}, physical_type::bytes},
                      {column_id{1}, physical_type::boolean}}};
  bytes const run = run_of<int_keys>(3);
  for (column_map const& map :
       {column_map(wanted, stored), column_map(wanted, run_view(run.data()))}) {
    CHECK(map[0] == 2);
    CHECK(map[1] == shape::npos);
    CHECK(map[2] == shape::npos);
    CHECK(map[3] == 0);
  }
}

TEST_CASE("a run that would be longer than 2 GiB is refused before memory is taken",
          "[storage][run]") {
  shape const form{key_kind::int64, {{column_id{1}, physical_type::bytes}}};
  row_builder b(form);
  b.add(cell_of(std::string_view(std::string(std::size_t{1} << 20, 'x'))));
  std::vector<picked<std::int64_t>> rows;
  for (std::int64_t key = 0; key != 2049; ++key)
    rows.push_back({key, b.image().data(), 0, 0, no_base_position, false});
  std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
  node_pool pool;
  try {
    static_cast<void>(build_run<int_keys>(form, rows, sources, false, 0, pool, era{}, owner_id{}));
    FAIL("was built");
  } catch (error const& e) {
    CHECK(e.code() == errc::program_limit_exceeded);
  }
  CHECK(pool.used() == 0);
}
