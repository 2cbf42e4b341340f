// Where a node may stand, and the memory of those in the heap.
#include <helios/storage/node.hpp>

#include <catch2/catch.hpp>

#include <cstring>
#include <optional>

using namespace helios;
using namespace helios::storage;

namespace {

constexpr node_prefix base{node_kind::run, 0, 0, 0, 64};

constexpr node_prefix inner(std::uint8_t level, std::uint8_t keys = 0) {
  return {node_kind::inner, keys, level, 0, 64};
}

}  // namespace

TEST_CASE("below a node stands what is one level lower, of the same keys", "[storage][node]") {
  node_prefix const leaf{node_kind::leaf, 0, 0, 0, 64};
  node_prefix const late{node_kind::late, 0, 0, 0, 64};
  node_prefix const delta{node_kind::run, 0, 0, 1, 64};
  node_prefix const other_keys{node_kind::run, 1, 0, 0, 64};

  CHECK(may_stand_below(leaf, base));
  for (node_prefix const& wrong : {leaf, late, delta, other_keys, inner(1)})
    CHECK_FALSE(may_stand_below(leaf, wrong));

  for (node_prefix const& right : {base, leaf, late}) CHECK(may_stand_below(inner(1), right));
  for (node_prefix const& wrong : {delta, other_keys, inner(1)})
    CHECK_FALSE(may_stand_below(inner(1), wrong));

  CHECK(may_stand_below(inner(3), inner(2)));
  for (node_prefix const& wrong : {base, leaf, late, inner(1), inner(3), inner(2, 1)})
    CHECK_FALSE(may_stand_below(inner(3), wrong));
}

TEST_CASE("nodes of every size have memory of their own, and it comes back", "[storage][node]") {
  // From the smallest class to nodes that are allocations of their own.
  constexpr std::uint32_t sizes[] = {1,       64,      65,        5000,      200'000,
                                     300'000, 390'000, 1'000'000, 2'000'000, 3'000'000};
  node_pool pool;
  std::vector<node_ref> nodes;
  std::uint64_t bytes = 0;
  for (std::uint32_t const size : sizes) {
    node_ref const n = pool.allocate(size, era{1}, owner_id{2});
    CHECK(reinterpret_cast<std::uintptr_t>(n.address()) % 64 == 0);
    CHECK(header_of(n).birth == era{1});
    CHECK(header_of(n).owner == owner_id{2});
    std::memset(n.address(), static_cast<int>(nodes.size()), size);
    nodes.push_back(n);
    bytes += size;
  }
  CHECK(pool.used() >= bytes + nodes.size() * sizeof(node_header));
  for (std::size_t i = 0; i != nodes.size(); ++i) {
    CHECK(nodes[i].address()[0] == static_cast<std::byte>(i));
    CHECK(nodes[i].address()[sizes[i] - 1] == static_cast<std::byte>(i));
  }
  // Large ones are in a list: the middle, its front, its end; the last goes with the pool.
  for (std::size_t const i : {8U, 9U, 7U, 0U, 1U, 2U, 3U, 4U, 5U, 6U}) pool.release(nodes[i]);
  CHECK(pool.used() == 0);
  for (std::uint32_t const size : {100U, 1'000'000U, 2'000'000U})
    static_cast<void>(pool.allocate(size, era{}, owner_id{}));
}
