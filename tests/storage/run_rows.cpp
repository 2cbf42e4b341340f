// Rows put column by column make the same bytes as images of them; what was dropped leaves no
// trace.
#include <helios/storage/run_rows.hpp>

#include <tests/storage/random_rows.hpp>

#include <catch2/catch.hpp>

#include <deque>
#include <limits>

using namespace helios;
using namespace helios::storage;

namespace {

void put_row(run_rows& to, row_view const& row) {
  for (std::size_t i = 0; i != row.form().columns().size(); ++i) {
    cell const value = row.at(i);
    if (value.null) {
      to.put_null(i);
    } else {
      to.put_image(i, value.data);
    }
  }
}

}  // namespace

TEST_CASE("rows put by column make the run that their images make") {
  test::random_source random;
  CAPTURE(random.seed);
  shape const form = test::shape_of(0, 11);
  node_pool pool;
  value_writer values([](auto const&) { FAIL("no value is long"); });
  constexpr std::uint32_t most = 300;
  run_rows rows(form, most);
  for (int round = 0; round != 60; ++round) {
    std::deque<bytes> images;
    std::vector<picked<std::int64_t>> picks;
    std::int64_t key = std::numeric_limits<std::int64_t>::min();
    bool const nulls = round % 3 != 0;
    auto const many = 1 + random.below(most);
    for (std::uint64_t i = 0; i != many; ++i) {
      while (random.below(3) == 0) {
        put_row(rows, row_view(form, test::random_image(random, form, true, false)));
        rows.drop_row();
      }
      images.push_back(test::random_image(random, form, nulls, false));
      picks.push_back({key, images.back().data(), 0, 0, no_base_position, false});
      put_row(rows, row_view(form, images.back()));
      rows.end_row(key);
      key += static_cast<std::int64_t>(1 + random.number() % (std::uint64_t{1} << 50));
    }
    std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
    node_ref const expected =
        build_run<int_keys>(form, picks, sources, false, 0, pool, era{}, owner_id{});
    node_ref const made = rows.build(pool, era{}, owner_id{}, values);
    CHECK(test::block_of(made) == test::block_of(expected));
    CHECK(rows.size() == many);
    CHECK(rows.full() == (many == most));
    CHECK(rows.cost() == rows_cost<std::int64_t>(form, picks, sources));
    rows.clear();
  }
}
