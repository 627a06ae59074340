import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

type Props = {
  header: string
  children: ReactNode
  yes: string
  no?: string
  isBusy?: boolean
  isDisabled?: boolean
  onYes: () => void
  onNo: () => void
}

/** Asks before something that is not undone by a click. */
export function Question({
  header,
  children,
  yes,
  no = 'Cancel',
  isBusy = false,
  isDisabled = false,
  onYes,
  onNo,
}: Props) {
  return (
    <Modal
      visible
      header={header}
      onDismiss={onNo}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onNo}>
              {no}
            </Button>
            <Button variant="primary" loading={isBusy} disabled={isDisabled} onClick={onYes}>
              {yes}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  )
}
