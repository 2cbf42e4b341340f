// A run gives back the rows it was built from, wherever they lay: in images of its shape or of an
// older one, in another run, erased.
#include <helios/storage/run.hpp>

#include <tests/storage/random_rows.hpp>

#include <catch2/catch.hpp>

#include <deque>

using namespace helios;
using namespace helios::storage;
using helios::test::block_of;
using helios::test::random_image;
using helios::test::shape_of;

TEST_CASE("a run holds the rows it was gathered from, and no trace of where they lay") {
  test::random_source random;
  CAPTURE(random.seed);
  shape const form = shape_of(0, 11);
  shape const older = shape_of(2, 8);  // lacks columns at both ends
  node_pool pool;
  for (int round = 0; round != 60; ++round) {
    bool const nulls = round % 3 != 0;
    std::deque<bytes> images;
    std::uint16_t const many = 1 + static_cast<std::uint16_t>(random.below(200));
    std::vector<picked<std::int64_t>> rows;
    for (std::uint16_t i = 0; i != many; ++i) {
      images.push_back(random_image(random, form, nulls));
      rows.push_back({std::int64_t{2} * i, images.back().data(), 0, 0, no_base_position, false});
    }
    std::vector<row_source> const only_images{{run_view{}, &form, column_map{}}};
    node_ref const base =
        build_run<int_keys>(form, rows, only_images, false, 0, pool, era{}, owner_id{});
    CHECK(run_fault(block_of(base)) == nullptr);
    CHECK(order_fault(run_view(base.address())) == nullptr);
    run_view const stored(base.address());

    // Rows of the base, in stretches and alone, between new ones of both shapes and erased ones.
    std::vector<row_source> const mixed{{stored, nullptr, column_map{form, stored}},
                                        {run_view{}, &form, column_map{}},
                                        {run_view{}, &older, column_map{form, older}}};
    std::vector<picked<std::int64_t>> picks;
    std::vector<picked<std::int64_t>> expected;
    std::deque<bytes> nothing;
    for (std::uint16_t i = 0; i != many; ++i) {
      std::int64_t const key = std::int64_t{2} * i;
      switch (random.below(8)) {
        case 0: {
          bytes const& image = images.emplace_back(random_image(random, form, nulls));
          picks.push_back({key, image.data(), 1, 0, i, false});
          break;
        }
        case 1: {
          bytes const& image = images.emplace_back(random_image(random, older, nulls));
          picks.push_back({key, image.data(), 2, 0, i, false});
          expected.push_back(picks.back());
          expected.back().image =
              images.emplace_back(convert_row(row_view(older, image), form)).data();
          continue;
        }
        case 2: {
          picks.push_back({key, nullptr, 0, 0, i, true});
          row_builder b(form);
          for (std::size_t c = 0; c != form.columns().size(); ++c) b.add_null();
          expected.push_back(picks.back());
          expected.back().image = nothing.emplace_back(b.image().begin(), b.image().end()).data();
          continue;
        }
        default:
          picks.push_back({key, nullptr, 0, i, i, false});
          expected.push_back(picks.back());
          expected.back().image = images[i].data();
          continue;
      }
      expected.push_back(picks.back());
    }
    node_ref const delta =
        build_run<int_keys>(form, picks, mixed, true, many, pool, era{}, owner_id{});
    CHECK(run_fault(block_of(delta)) == nullptr);
    run_view const got(delta.address());
    REQUIRE(got.rows() == picks.size());
    std::uint64_t costs = 0;
    std::vector<std::uint32_t> const each =
        row_costs<std::int64_t>(form, std::span(std::as_const(picks)), mixed);
    for (std::uint32_t i = 0; i != got.rows(); ++i) {
      row_view const row(form, byte_view(expected[i].image, form.fixed_size()));
      std::uint32_t sizes = form.fixed_size() + 8;
      for (std::uint32_t c = 0; c != got.columns(); ++c) {
        cell const want = row.at(c);
        REQUIRE(got.at(got.column(c), i) == want);
        if (test::all_types[c] == physical_type::bytes)
          sizes += static_cast<std::uint32_t>(want.data.size());
      }
      REQUIRE(got.erased(i) == picks[i].erased);
      REQUIRE(got.base_position(i) == picks[i].base_position);
      REQUIRE(each[i] == sizes);
      costs += sizes;
    }
    REQUIRE(rows_cost<std::int64_t>(form, std::span(std::as_const(picks)), mixed) == costs);

    // (G1): the same rows from images alone make the same bytes.
    for (auto& e : expected) e.source = 0;
    node_ref const again =
        build_run<int_keys>(form, expected, only_images, true, many, pool, era{}, owner_id{});
    REQUIRE(block_of(again) == block_of(delta));
    for (node_ref const n : {base, delta, again}) pool.release(n);
  }
  REQUIRE(pool.used() == 0);
}

TEST_CASE("a search that goes on from an earlier row finds what one from the start finds") {
  test::random_source random;
  CAPTURE(random.seed);
  shape const form(key_kind::int64, {});
  bytes const image(form.fixed_size() + 1);
  std::vector<row_source> const sources{{run_view{}, &form, column_map{}}};
  node_pool pool;
  for (std::size_t const n : {0U, 1U, 2U, 31U, 32U, 33U, 500U}) {
    std::vector<picked<std::int64_t>> rows;
    std::int64_t key = 0;
    for (std::size_t i = 0; i != n; ++i)
      rows.push_back({key += 1 + static_cast<std::int64_t>(random.below(5)), image.data(), 0, 0,
                      no_base_position, false});
    node_ref const run =
        build_run<int_keys>(form, rows, sources, false, 0, pool, era{}, owner_id{});
    run_view const view(run.address());
    for (std::int64_t wanted = -1; wanted <= key + 1; ++wanted) {
      std::uint32_t const answer = view.lower_bound<int_keys>(wanted);
      bool const there = answer != view.rows() && view.int_key(answer) == wanted;
      REQUIRE(view.find<int_keys>(wanted) == (there ? answer : view.rows()));
      for (std::uint32_t from = 0; from <= answer; from += 1 + answer / 7)
        REQUIRE(view.lower_bound_from<int_keys>(from, wanted) == answer);
    }
    pool.release(run);
  }
}
