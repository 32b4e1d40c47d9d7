import type { Attachment } from 'svelte/attachments';

/** Lets a person drop files on an element. @param onover told when files are held over it, and when no more */
export function dropFiles(ondrop: (files: File[]) => void, onover: (isOver: boolean) => void): Attachment<HTMLElement> {
  return (element) => {
    // Entering a child leaves its parent: only the last leave counts.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const settle = (now: number) => {
      depth = Math.max(0, now);
      onover(depth > 0);
    };
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      settle(depth + 1);
    };
    const leave = (event: DragEvent) => hasFiles(event) && settle(depth - 1);
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer!.dropEffect = 'copy';
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      settle(0);
      ondrop([...event.dataTransfer!.files]);
    };
    element.addEventListener('dragenter', enter);
    element.addEventListener('dragleave', leave);
    element.addEventListener('dragover', over);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragenter', enter);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('dragover', over);
      element.removeEventListener('drop', drop);
    };
  };
}
