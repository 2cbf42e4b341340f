// helios/api/impl/schema_version.hpp -- which catalog a state has, told by the root of its objects
// tree: a place in memory may be used again, an era never is.
#pragma once

#include <helios/storage/node.hpp>
#include <helios/storage/tree.hpp>

namespace helios::api {

struct schema_version {
  std::uint64_t root = 0, born = 0;
  friend bool operator==(schema_version const&, schema_version const&) = default;
};

namespace detail {

[[nodiscard]] inline schema_version version_of(storage::tree const& objects) noexcept {
  storage::node_ref const root = objects.root().ref;
  return {storage::identity(root),
          root.in_heap() ? static_cast<std::uint64_t>(storage::header_of(root).birth) : 0};
}

}  // namespace detail

}  // namespace helios::api
