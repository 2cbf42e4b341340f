// helios/history/impl/written_rows.ipp -- the index of what waits; going back.
#pragma once

#include <helios/history/written_rows.hpp>

namespace helios::history {

storage::tree_op const* written_rows::find(storage::key_view const& key) {
  if (!waits() || storage::order(keys_, key, greatest_) > 0) return nullptr;
  auto const look = [&](auto& index, auto&& name_of) -> storage::tree_op const* {
    while (applied_ + previous_.size() != ops_.size()) {
      auto const i = static_cast<std::uint32_t>(applied_ + previous_.size());
      auto const [known, fresh] = index.try_emplace(name_of(ops_[i].key), i);
      previous_.push_back(fresh ? none : std::exchange(known->second, i));
    }
    auto const last = index.find(name_of(key));
    return last == index.end() ? nullptr : &ops_[last->second];
  };
  if (keys_ == storage::key_kind::int64)
    return look(by_number_, [](storage::key_view const& k) { return k.number; });
  return look(by_text_, [](storage::key_view const& k) { return as_text(k.text); });
}

void written_rows::take(std::uint32_t end, storage::tree_ops& to) {
  std::size_t const first = applied_;
  while (waits() && numbers_[applied_] < end) ++applied_;
  to.insert(to.end(), ops_.begin() + static_cast<std::ptrdiff_t>(first),
            ops_.begin() + static_cast<std::ptrdiff_t>(applied_));
}

void written_rows::taken() noexcept {
  previous_.clear();
  by_number_.clear();
  by_text_.clear();
}

void written_rows::forget_from(std::uint32_t number) {
  auto const unlearn = [this](auto& index, auto const& name) {
    if (previous_.back() == none) {
      index.erase(name);
    } else {
      index[name] = previous_.back();
    }
    previous_.pop_back();
  };
  for (; !numbers_.empty() && numbers_.back() >= number; numbers_.pop_back(), ops_.pop_back()) {
    if (previous_.empty() || applied_ + previous_.size() != ops_.size()) continue;
    if (keys_ == storage::key_kind::int64) {
      unlearn(by_number_, ops_.back().key.number);
    } else {
      unlearn(by_text_, as_text(ops_.back().key.text));
    }
  }
  applied_ = std::min(applied_, ops_.size());
  while (!forms_.empty() && forms_.back().first >= ops_.size()) forms_.pop_back();
}

storage::tree_ops written_rows::all_as(
    storage::shape const& form, std::function<byte_view(byte_view)> const& keep) && {
  for (std::size_t s = 0; s != forms_.size(); ++s) {
    storage::shape const& was = *forms_[s].second;
    if (was.fingerprint() == form.fingerprint()) continue;
    std::size_t const end = s + 1 == forms_.size() ? ops_.size() : forms_[s + 1].first;
    for (std::size_t i = forms_[s].first; i != end; ++i) {
      byte_view& row = ops_[i].row;
      if (!row.empty()) row = keep(storage::convert_row(storage::row_view(was, row), form));
    }
  }
  return std::move(ops_);
}

}  // namespace helios::history
