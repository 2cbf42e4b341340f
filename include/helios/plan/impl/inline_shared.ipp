// helios/plan/impl/inline_shared.ipp -- a shared query with one reader stands where it is read, so
// that conditions and ranges reach into it.
#pragma once

#include <helios/plan/impl/conditions.hpp>
#include <helios/plan/impl/passes.hpp>

namespace helios::plan::detail {

/// Places that read shared queries, and whether each is run only once.
class shared_readers {
 public:
  explicit shared_readers(query& q) : count_(q.shared.size()), place_(q.shared.size()) {
    for (node_ptr& s : q.shared)
      if (s) look(s, true);
    for (subquery& s : q.subqueries)
      if (s.root) look(s.root, false);
    look(q.root, true);
  }
  /// nullptr: none, several, or one that is run more than once.
  [[nodiscard]] node_ptr* only_reader(std::uint32_t of) const {
    return count_[of] == 1 ? place_[of] : nullptr;
  }

 private:
  void look(node_ptr& at, bool once) {
    if (at->kind == node_kind::shared) {
      std::uint32_t const of = as<plan::shared>(*at).of;
      ++count_[of];
      place_[of] = once ? &at : nullptr;
    }
    bool const lateral = at->kind == node_kind::join && !as<join>(*at).slots.empty();
    for (std::size_t i = 0; i != at->inputs.size(); ++i)
      look(at->inputs[i], once && at->kind != node_kind::recursive && !(lateral && i == 1));
  }

  std::vector<std::uint32_t> count_;
  std::vector<node_ptr*> place_;
};

void inline_shared(planning const& p) {
  for (std::uint32_t i = 0; i != p.q.shared.size(); ++i) {
    node_ptr& source = p.q.shared[i];
    if (!source || is_volatile(*source, p.q)) continue;
    bool const recursive = source->kind == node_kind::recursive;
    node_ptr* const reader = recursive ? nullptr : shared_readers(p.q).only_reader(i);
    if (reader == nullptr) continue;
    auto here = std::make_unique<project>();
    here->columns = (*reader)->columns;
    here->values = references(source->columns);
    here->inputs.push_back(std::move(source));
    *reader = std::move(here);
  }
}

}  // namespace helios::plan::detail
