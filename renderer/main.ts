import { createApp } from 'vue'
import { createPinia } from 'pinia'
import App from './App.vue'
import { i18n } from './i18n/i18n.ts'
import './styles/index.css'

createApp(App).use(createPinia()).use(i18n).mount('#app')
