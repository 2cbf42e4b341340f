// helios/storage/impl/late_operations.ipp -- late nodes put into a tree, and leaves made of them.
#pragma once

#include <helios/storage/late_operations.hpp>

#include <helios/storage/impl/tree_work.hpp>

namespace helios::storage {

late_operations::late_operations(tree_space& space, tree_root const& before, shape const& form,
                                 gathered_operations gathered,
                                 std::shared_ptr<payload_list const> payloads)
    : space_(&space),
      before_(before),
      form_(&form),
      gathered_(std::move(gathered)),
      payloads_(std::move(payloads)),
      owner_(space.new_owner()),
      charged_(gathered_.list.memory()) {
  space_->pool().charge(charged_);
}

late_operations::~late_operations() {
  for (node_ref const n : nodes_) space_->pool().release(n);
  space_->pool().discharge(charged_);
}

/// Keeps the nodes that an editor made.
void late_operations::keep(tree_editor& edit) {
  nodes_.insert(nodes_.end(), edit.fresh().begin(), edit.fresh().end());
  static_cast<void>(edit.keep());
}

tree_root late_operations::stand_in() {
  std::lock_guard const hold(lock_);
  tree_editor edit(*space_, owner_, space_->tick());
  node_ref const late = add_late(edit, {this, node_ref(), 0, 0, node_ref()});
  keep(edit);
  return {late, before_.rows + static_cast<std::uint64_t>(gathered_.row_change), 0};
}

tree_root late_operations::make_tree() {
  std::lock_guard const hold(lock_);
  if (made_) return *made_;
  gathered_.list.settle();
  return with_keys(form_->keys(), [&](auto k) { return put_off<decltype(k)>(); });
}

/// The tree after the operations, leaves late where they can be.
template <class K>
tree_root late_operations::put_off() {
  tree_editor edit(*space_, owner_, space_->tick());
  std::uint64_t const rows = before_.rows + static_cast<std::uint64_t>(gathered_.row_change);
  std::deque<bytes> converted;
  auto const apply = [&](tree_root const& to, std::span<tree_op const> ops) {
    return edit.apply(to, *form_, ops);
  };
  tree_root root = before_;
  std::optional<operation_list> rest;
  if (root.height != 0) {
    // Leaves that get many rows are to be split; mostly it is the tail of a table that grows.
    std::vector<range> crowded;
    each_leaf<K>(root.ref, root.height, {0, gathered_.list.size()}, [&](range r) {
      if (r.second - r.first > space_->limits().base_rows) crowded.push_back(r);
    });
    if (!crowded.empty()) {
      tree_ops now;
      for (range const& r : crowded) {
        tree_ops const more = gathered_.decode(r, *form_, converted);
        now.insert(now.end(), more.begin(), more.end());
      }
      root = apply(root, now);
      rest = gathered_.list;
      rest->remove(crowded);
    }
  }
  operation_list const& list = rest ? *rest : gathered_.list;
  if (root.height == 0) {
    root = apply(before_, gathered_.decode({0, gathered_.list.size()}, *form_, converted));
    if (root.rows != rows)
      throw error(errc::data_corrupted, "commits do not say how many rows they made of a tree");
  } else if (!list.empty()) {
    root.ref = copy<K>(edit, list, root.ref, root.height, {0, list.size()});
    root.rows = rows;
  }
  keep(edit);
  if (rest) gathered_.list = std::move(*rest);
  made_ = root;
  return root;
}

/// Where the operations end that belong to a child and those before it.
template <class K>
std::size_t late_operations::end_of(operation_list const& list, inner_view const& in,
                                    std::uint32_t child, range rest) {
  if (child + 1 == in.count()) return rest.second;
  typename K::view const limit = in.separator<K>(child + 1);
  std::size_t begin = rest.first;
  std::size_t n = rest.second - rest.first;
  while (n != 0) {
    std::size_t const half = n / 2;
    if (K::order(list.key<K>(begin + half), limit) < 0) {
      begin += half + 1;
      n -= half + 1;
    } else {
      n = half;
    }
  }
  return begin;
}

/// Calls f with each child that operations touch, and with those.
template <class K, class F>
void late_operations::each_child(operation_list const& list, inner_view const& in, range which,
                                 F const& f) {
  while (which.first != which.second) {
    std::uint32_t const child = in.find<K>(list.key<K>(which.first));
    std::size_t const end = end_of<K>(list, in, child, which);
    f(child, range(which.first, end));
    which.first = end;
  }
}

/// Calls f with the operations of each touched leaf.
template <class K, class F>
void late_operations::each_leaf(node_ref at, std::uint8_t height, range which, F const& f) const {
  if (height == 0) return f(which);
  node_pin const node = fetch_inner(at, height, K::kind, space_->pages());
  inner_view const inner(node.data);
  each_child<K>(gathered_.list, inner, which, [&](std::uint32_t child, range r) {
    each_leaf<K>(inner.child(child), static_cast<std::uint8_t>(height - 1), r, f);
  });
}

/// A subtree with late leaves in place of those that operations touch.
template <class K>
node_ref late_operations::copy(tree_editor& edit, operation_list const& list, node_ref at,
                               std::uint8_t height, range which) {
  node_pool& pool = space_->pool();
  if (height == 0) return add_late(edit, {this, at, which.first, which.second, node_ref()});
  node_pin const node = fetch_inner(at, height, K::kind, space_->pages());
  inner_view const inner(node.data);
  std::vector<node_ref> children;
  children.reserve(inner.count());
  for (std::uint32_t i = 0; i != inner.count(); ++i) children.push_back(inner.child(i));
  each_child<K>(list, inner, which, [&](std::uint32_t child, range r) {
    children[child] =
        copy<K>(edit, list, children[child], static_cast<std::uint8_t>(height - 1), r);
  });
  node_ref const made = edit.adopt(copy_inner(
      node, [&](std::uint32_t i) { return children[i]; }, pool, edit.mark_, owner_));
  edit.supersede(at);
  return made;
}

node_ref late_operations::add_late(tree_editor& edit, late_header const& header) {
  node_ref const late = edit.adopt(space_->pool().allocate(late_bytes, edit.mark_, owner_));
  store(late.address(),
        node_prefix{node_kind::late, static_cast<std::uint8_t>(form_->keys()), 0, 0, late_bytes});
  store(late.address() + late_header_at, header);
  return late;
}

node_ref late_operations::make_leaf(node_ref late) {
  std::lock_guard const hold(lock_);
  std::byte* const at = late.address();
  if (node_ref const made = load_ref(at + late_made_at); !made.empty()) return made;
  auto const h = load<late_header>(at + late_header_at);
  std::deque<bytes> converted;
  tree_ops const ops = gathered_.decode(
      {static_cast<std::size_t>(h.begin), static_cast<std::size_t>(h.end)}, *form_, converted);
  tree_editor edit(*space_, owner_, space_->tick());
  node_ref const made = with_keys(form_->keys(), [&](auto k) {
    return tree_editor::work<decltype(k)>{edit, *form_}.apply_whole(h.under, ops);
  });
  keep(edit);
  swing_ref(at + late_made_at, made);
  return made;
}

}  // namespace helios::storage
