// helios/storage/impl/anchor.ipp -- anchors as bytes, and the choice between two.
#pragma once

#include <helios/storage/anchor.hpp>

#include <helios/base/assert.hpp>

#include <thread>

namespace helios::storage {

int anchor::check() const noexcept {
  if (replay.offset % 8 != 0 || synced_end % 8 != 0 || replay.offset < log_begin ||
      replay.offset > synced_end)
    return 1;
  for (std::uint64_t const frame : {checkpoint, epoch_frame})
    if (frame != 0 && (frame % 8 != 0 || frame < log_begin || frame >= synced_end)) return 2;
  if (scn > highest_scn || reserved.scn > highest_scn) return 4;
  if (clean && log_end != synced_end) return 3;
  return 0;
}

page_image encode(anchor const& a, std::uint64_t key, unsigned slot) noexcept {
  HELIOS_EXPECTS(slot < anchor_offsets.size() && a.check() == 0);
  page_image page{};
  std::byte* const at = page.data();
  store(at, a.sequence);
  store(at + 8, a.checkpoint);
  encode(a.replay, at + 16);
  store(at + 40, a.scn);
  store(at + 48, a.synced_end);
  store(at + 56, a.epoch_frame);
  store(at + 64, a.reserved.scn);
  store(at + 72, a.reserved.transaction);
  store(at + 80, a.reserved.row);
  store(at + 88, a.reserved.object);
  store(at + 96, static_cast<std::uint64_t>(a.clean));
  store(at + 104, a.log_end);
  store(at + 112, a.registry);
  seal_page(page, place_seed(key, anchor_offsets[slot]));
  return page;
}

std::optional<anchor> decode_anchor(page_image const& page, std::uint64_t key,
                                    unsigned slot) noexcept {
  HELIOS_EXPECTS(slot < anchor_offsets.size());
  if (!verify_page(page, place_seed(key, anchor_offsets[slot]))) return std::nullopt;
  std::byte const* const at = page.data();
  anchor a;
  a.sequence = load<std::uint64_t>(at);
  a.checkpoint = load<std::uint64_t>(at + 8);
  a.replay = decode_position(at + 16);
  a.scn = load<scn>(at + 40);
  a.synced_end = load<std::uint64_t>(at + 48);
  a.epoch_frame = load<std::uint64_t>(at + 56);
  a.reserved.scn = load<scn>(at + 64);
  a.reserved.transaction = load<transaction_id>(at + 72);
  a.reserved.row = load<std::uint64_t>(at + 80);
  a.reserved.object = load<std::uint64_t>(at + 88);
  a.clean = (load<std::uint64_t>(at + 96) & 1) != 0;
  a.log_end = load<std::uint64_t>(at + 104);
  a.registry = load<std::array<std::uint64_t, 8>>(at + 112);
  if (a.check() != 0) return std::nullopt;
  return a;
}

found_anchor find_anchor(file& from, std::uint64_t key, std::string_view path) {
  // A reader that is slower than the writer may meet it at one slot and then at the other, but not
  // again and again.
  for (int attempt = 0; attempt != 100; ++attempt) {
    auto const first = decode_anchor(read_page(from, anchor_offsets[0]), key, 0);
    auto const second = decode_anchor(read_page(from, anchor_offsets[1]), key, 1);
    if (first && (!second || first->sequence >= second->sequence)) return {*first, 0};
    if (second) return {*second, 1};
    std::this_thread::yield();
  }
  throw damaged(path, anchor_offsets[0], "Neither of the two anchor pages matches its checksum.");
}

}  // namespace helios::storage
